/* A share: version, shares needed, its number; SHA-256 of the public key; the octets. */
#include "smki/key_shares.h"

#include "base/text.h"
#include "crypto/pkix.h"
#include "crypto/shares.h"

#include <stdlib.h>

enum { VERSION = 1, HEAD = 3 + CRYPTO_HASH, SECRET_MAX = 4096, SHARE_MAX = HEAD + SECRET_MAX };

static void key_hash(crypto_ctx *ctx, const crypto_key *key, uint8_t out[static CRYPTO_HASH])
{
    crypto_sha256(ctx, crypto_pub_octets(crypto_key_public(key)), out);
}

/* --- splitting --- */

static void write_share(alb_span octets, unsigned k, unsigned number, const uint8_t hash[static CRYPTO_HASH],
                        alb_buf *out)
{
    uint8_t share[SHARE_MAX];
    uint8_t pem[SHARE_MAX * 2];
    alb_wr w = alb_wr_init(share, sizeof share);
    alb_wr_u8(&w, VERSION);
    alb_wr_u8(&w, (uint8_t)k);
    alb_wr_u8(&w, (uint8_t)number);
    alb_wr_bytes(&w, alb_span_of(hash, CRYPTO_HASH));
    alb_wr_bytes(&w, octets);
    alb_wr p = alb_wr_init(pem, sizeof pem);
    crypto_pem_write(SMKI_KEY_SHARE_LABEL, alb_wr_span(&w), &p);
    alb_buf_add(out, alb_wr_span(&p));
    if (w.st != ALB_OK || p.st != ALB_OK) {
        out->st = ALB_TOO_LARGE;
    }
    crypto_wipe(share, sizeof share);
    crypto_wipe(pem, sizeof pem);
}

static alb_status split(crypto_ctx *ctx, const crypto_key *key, alb_span secret, unsigned k, unsigned n,
                        alb_buf *out, alb_err *err)
{
    uint8_t hash[CRYPTO_HASH];
    uint8_t *shares = n > 0 && secret.len > 0 ? calloc(n, secret.len) : NULL;
    if (!shares) {
        return alb_fail(err, ALB_NO_MEMORY, "key shares", 0, "out of memory");
    }
    key_hash(ctx, key, hash);
    alb_status st = crypto_shares_split(secret, k, n, shares, err);
    for (unsigned i = 0; st == ALB_OK && i < n; i++) {
        write_share(alb_span_sub(alb_span_of(shares, n * secret.len), i * secret.len, secret.len), k, i + 1,
                    hash, &out[i]);
        st = out[i].st;
    }
    crypto_wipe(shares, n * secret.len);
    free(shares);
    return st;
}

alb_status smki_key_split(crypto_ctx *ctx, const crypto_key *key, unsigned k, unsigned n, alb_buf *out,
                          alb_err *err)
{
    uint8_t pem[SECRET_MAX];
    alb_wr w = alb_wr_init(pem, sizeof pem);
    ALB_TRY(crypto_key_to_pem(key, &w, err));
    alb_status st = n > 0 && n <= CRYPTO_SHARES_MAX
                        ? split(ctx, key, alb_wr_span(&w), k, n, out, err)
                        : alb_fail(err, ALB_BAD_VALUE, "smki.md 19.2", 0, "%u shares", n);
    crypto_wipe(pem, sizeof pem);
    return st;
}

/* --- joining --- */

typedef struct share {
    uint8_t octets[SHARE_MAX];
    size_t len;
} share;

static alb_status read_share(alb_span pem, share *out, alb_err *err)
{
    alb_span label, base64;
    alb_wr w = alb_wr_init(out->octets, sizeof out->octets);
    if (!crypto_pem_next(&pem, &label, &base64) || !alb_span_is(label, SMKI_KEY_SHARE_LABEL) ||
        alb_base64_decode(base64, &w) != ALB_OK || w.pos <= HEAD || out->octets[0] != VERSION) {
        return alb_fail(err, ALB_BAD_FORMAT, "key shares", 0, "not a share of a key");
    }
    out->len = w.pos;
    return ALB_OK;
}

/* Number aside, all heads are equal, and so are the lengths. */
static bool belong_together(const share *a, const share *b)
{
    return a->len == b->len && a->octets[1] == b->octets[1] &&
           memcmp(a->octets + 3, b->octets + 3, CRYPTO_HASH) == 0;
}

static alb_status join(crypto_ctx *ctx, const share *shares, unsigned k, crypto_key **out, alb_err *err)
{
    size_t len = shares[0].len - HEAD;
    uint8_t points[CRYPTO_SHARES_MAX];
    uint8_t secret[SECRET_MAX];
    uint8_t hash[CRYPTO_HASH];
    crypto_key *key = NULL;
    uint8_t *octets = calloc(k, len);
    if (!octets) {
        return alb_fail(err, ALB_NO_MEMORY, "key shares", 0, "out of memory");
    }
    alb_wr w = alb_wr_init(octets, k * len);
    for (unsigned i = 0; i < k; i++) {
        points[i] = shares[i].octets[2];
        alb_wr_bytes(&w, alb_span_of(shares[i].octets + HEAD, len));
    }
    alb_status st = crypto_shares_join(points, octets, k, len, secret, err);
    if (st == ALB_OK && crypto_key_load_any(alb_span_of(secret, len), &key, NULL) == ALB_OK) {
        key_hash(ctx, key, hash);
    }
    if (st == ALB_OK && (!key || memcmp(hash, shares[0].octets + 3, CRYPTO_HASH) != 0)) {
        crypto_key_free(key);
        key = NULL;
        st = alb_fail(err, ALB_MISMATCH, "key shares", 0, "the shares give no key: one of them was altered");
    }
    crypto_wipe(octets, k * len);
    crypto_wipe(secret, sizeof secret);
    free(octets);
    *out = key;
    return st;
}

static alb_status read_and_join(crypto_ctx *ctx, const alb_span *pems, unsigned n, share *shares,
                                crypto_key **out, alb_err *err)
{
    for (unsigned i = 0; i < n; i++) {
        ALB_TRY(read_share(pems[i], &shares[i], err));
        if (!belong_together(&shares[0], &shares[i])) {
            return alb_fail(err, ALB_MISMATCH, "key shares", 0, "the shares are of different keys");
        }
    }
    unsigned needed = shares[0].octets[1];
    return n >= needed
               ? join(ctx, shares, needed, out, err)
               : alb_fail(err, ALB_MISMATCH, "key shares", 0, "%u shares are needed, not %u", needed, n);
}

alb_status smki_key_join(crypto_ctx *ctx, const alb_span *pems, unsigned n, crypto_key **out, alb_err *err)
{
    *out = NULL;
    share *shares = n > 0 && n <= CRYPTO_SHARES_MAX ? calloc(n, sizeof *shares) : NULL;
    if (!shares) {
        return alb_fail(err, ALB_BAD_VALUE, "key shares", 0, "%u shares", n);
    }
    alb_status st = read_and_join(ctx, pems, n, shares, out, err);
    crypto_wipe(shares, n * sizeof *shares);
    free(shares);
    return st;
}
