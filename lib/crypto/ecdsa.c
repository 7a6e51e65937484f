/* ECDSA and ECDH on P-256. Signatures are r || s outside and DER towards OpenSSL; both forms stay on the
 * stack. */
#include "bare_key.h"
#include "crypto_internal.h"
#include "fixed_key.h"
#include "token_internal.h"

/* Signatures after which a key is taken to verify often. */
enum { OFTEN = 100 };

/* --- r || s and DER --- */

static const uint8_t *trim_zeros(const uint8_t *number, size_t *len)
{
    size_t skip = 0;
    while (skip + 1 < *len && number[skip] == 0) {
        skip++;
    }
    *len -= skip;
    return number + skip;
}

static void put_integer(alb_wr *w, const uint8_t number[static 32])
{
    size_t len = 32;
    const uint8_t *p = trim_zeros(number, &len);
    size_t pad = p[0] >> 7; /* a set top bit would make it negative */
    alb_wr_u8(w, 0x02);
    alb_wr_u8(w, (uint8_t)(len + pad));
    if (pad) {
        alb_wr_u8(w, 0);
    }
    alb_wr_bytes(w, alb_span_of(p, len));
}

size_t crypto_signature_to_der(const uint8_t signature[static CRYPTO_SIGNATURE],
                               uint8_t out[static CRYPTO_SIGNATURE_DER])
{
    alb_wr w = alb_wr_init(out, CRYPTO_SIGNATURE_DER);
    alb_wr_u8(&w, 0x30);
    alb_wr_u8(&w, 0);
    put_integer(&w, signature);
    put_integer(&w, signature + 32);
    out[1] = (uint8_t)(w.pos - 2); /* at most 70: one octet of length */
    return w.pos;
}

static void get_integer(alb_rd *r, bool lenient, uint8_t out[static 32])
{
    if (alb_rd_u8(r) != 0x02) {
        alb_rd_fail(r, ALB_BAD_TAG);
    }
    alb_span n = alb_rd_bytes(r, alb_rd_u8(r));
    if (r->st != ALB_OK || n.len == 0 || (n.ptr[0] & 0x80)) {
        alb_rd_fail(r, ALB_BAD_VALUE);
        return;
    }
    if (!lenient && n.len > 1 && n.ptr[0] == 0 && !(n.ptr[1] & 0x80)) {
        alb_rd_fail(r, ALB_BAD_FORMAT);
        return;
    }
    const uint8_t *p = trim_zeros(n.ptr, &n.len);
    if (n.len > 32) {
        alb_rd_fail(r, ALB_BAD_VALUE);
        return;
    }
    memset(out, 0, 32);
    memcpy(out + (32 - n.len), p, n.len);
}

alb_status crypto_signature_from_der(alb_span der, bool lenient, uint8_t out[static CRYPTO_SIGNATURE])
{
    alb_rd r = alb_rd_init(der);
    if (alb_rd_u8(&r) != 0x30) {
        alb_rd_fail(&r, ALB_BAD_TAG);
    }
    if (alb_rd_u8(&r) != alb_rd_left(&r) || alb_rd_left(&r) > 127) {
        alb_rd_fail(&r, ALB_BAD_LENGTH);
    }
    uint8_t pair[CRYPTO_SIGNATURE];
    get_integer(&r, lenient, pair);
    get_integer(&r, lenient, pair + 32);
    ALB_TRY(alb_rd_end(&r));
    memcpy(out, pair, sizeof pair);
    return ALB_OK;
}

/* --- prepared operations --- */

/* A context for one call, copied from the key's prepared one, which the first caller makes. Two threads may
 * make it at once; the loser throws its own away. */
static EVP_PKEY_CTX *operation(crypto_prepared *prepared, EVP_PKEY *pkey, int (*init)(EVP_PKEY_CTX *))
{
    EVP_PKEY_CTX *ready = atomic_load_explicit(prepared, memory_order_acquire);
    if (!ready) {
        EVP_PKEY_CTX *made = pkey ? EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL) : NULL;
        if (!made || init(made) != 1) {
            EVP_PKEY_CTX_free(made);
            return NULL;
        }
        if (atomic_compare_exchange_strong(prepared, &ready, made)) {
            ready = made;
        } else {
            EVP_PKEY_CTX_free(made);
        }
    }
    return EVP_PKEY_CTX_dup(ready);
}

/* The prepared contexts are a cache: filling it does not change the key that its users see as const. */
static crypto_key *filling_key(const crypto_key *key)
{
    union {
        const crypto_key *is;
        crypto_key *as;
    } u = {key};
    return u.as;
}

/* --- sign and verify --- */

static alb_status need_p256(const crypto_pub *pub, alb_err *err)
{
    return pub && pub->kind == CRYPTO_KIND_P256
               ? ALB_OK
               : alb_fail(err, ALB_BAD_KEY, "GBCS 4", 0, "not a key on P-256");
}

alb_status crypto_sign_hash(crypto_ctx *ctx, const crypto_key *key, const uint8_t hash[static CRYPTO_HASH],
                            uint8_t out[static CRYPTO_SIGNATURE], alb_err *err)
{
    if (key->bare) {
        return bare_key_sign(ctx, key->bare, hash, out)
                   ? ALB_OK
                   : crypto_fail(err, ALB_CRYPTO, "FIPS 186-4 6", "signing failed");
    }
    ALB_TRY(need_p256(key->pub, err));
    if (key->token) {
        return crypto_token_sign(key->token, hash, out, err);
    }
    EVP_PKEY_CTX *op = operation(&filling_key(key)->sign, key->pkey, EVP_PKEY_sign_init);
    uint8_t der[CRYPTO_SIGNATURE_DER];
    size_t len = sizeof der;
    bool done = op && EVP_PKEY_sign(op, der, &len, hash, CRYPTO_HASH) == 1 &&
                crypto_signature_from_der(alb_span_of(der, len), false, out) == ALB_OK;
    EVP_PKEY_CTX_free(op);
    return done ? ALB_OK : crypto_fail(err, ALB_CRYPTO, "FIPS 186-4 6", "signing failed");
}

alb_status crypto_sign(crypto_ctx *ctx, const crypto_key *key, alb_span data,
                       uint8_t out[static CRYPTO_SIGNATURE], alb_err *err)
{
    uint8_t hash[CRYPTO_HASH];
    crypto_sha256(ctx, data, hash);
    return crypto_sign_hash(ctx, key, hash, out, err);
}

alb_status crypto_verify_hash(crypto_ctx *ctx, const crypto_pub *pub, const uint8_t hash[static CRYPTO_HASH],
                              const uint8_t signature[static CRYPTO_SIGNATURE])
{
    (void)ctx;
    if (pub->kind != CRYPTO_KIND_P256) {
        return ALB_AUTH_FAILED;
    }
    const struct fixed_key *fixed =
        atomic_load_explicit(&crypto_pub_filling(pub)->fixed, memory_order_acquire);
    if (fixed) {
        return fixed_key_verify(fixed, hash, signature) ? ALB_OK : ALB_AUTH_FAILED;
    }
    EVP_PKEY_CTX *op =
        operation(&crypto_pub_filling(pub)->verify, crypto_pub_pkey(pub), EVP_PKEY_verify_init);
    if (!op) {
        crypto_forget_errors();
        return ALB_CRYPTO;
    }
    uint8_t der[CRYPTO_SIGNATURE_DER];
    size_t len = crypto_signature_to_der(signature, der);
    int good = EVP_PKEY_verify(op, der, len, hash, CRYPTO_HASH);
    EVP_PKEY_CTX_free(op);
    if (good == 1) {
        return ALB_OK;
    }
    crypto_forget_errors();
    return ALB_AUTH_FAILED;
}

void crypto_pub_expect_many(const crypto_pub *pub)
{
    if (pub->kind != CRYPTO_KIND_P256 || atomic_load(&crypto_pub_filling(pub)->fixed)) {
        return;
    }
    struct fixed_key *made = fixed_key_new(pub->point);
    struct fixed_key *none = NULL;
    if (made && !atomic_compare_exchange_strong(&crypto_pub_filling(pub)->fixed, &none, made)) {
        fixed_key_free(made); /* another thread was first */
    }
}

void crypto_pub_note_use(const crypto_pub *pub)
{
    if (atomic_fetch_add_explicit(&crypto_pub_filling(pub)->uses, 1, memory_order_relaxed) + 1 == OFTEN) {
        crypto_pub_expect_many(pub);
    }
}

alb_status crypto_verify(crypto_ctx *ctx, const crypto_pub *pub, alb_span data,
                         const uint8_t signature[static CRYPTO_SIGNATURE])
{
    uint8_t hash[CRYPTO_HASH];
    crypto_sha256(ctx, data, hash);
    return crypto_verify_hash(ctx, pub, hash, signature);
}

/* --- key agreement --- */

alb_status crypto_ecdh(crypto_ctx *ctx, const crypto_key *key, const crypto_pub *peer, crypto_secret *out,
                       alb_err *err)
{
    ALB_TRY(need_p256(peer, err));
    if (key->bare) {
        const struct fixed_key *fixed =
            atomic_load_explicit(&crypto_pub_filling(peer)->fixed, memory_order_acquire);
        return bare_key_agree(ctx, key->bare, peer->point, fixed, out)
                   ? ALB_OK
                   : crypto_fail(err, ALB_CRYPTO, "SP 800-56A 5.7.1.2", "key agreement failed");
    }
    ALB_TRY(need_p256(key->pub, err));
    if (key->token) {
        return crypto_token_derive(key->token, peer, out, err);
    }
    EVP_PKEY_CTX *op = operation(&filling_key(key)->derive, key->pkey, EVP_PKEY_derive_init);
    crypto_secret z = {{0}};
    size_t len = sizeof z.octets;
    /* 0: the peer was checked when it was loaded; a second check would cost as much as the agreement itself.
     */
    EVP_PKEY *other = crypto_pub_pkey(peer);
    bool done = op && other && EVP_PKEY_derive_set_peer_ex(op, other, 0) == 1 &&
                EVP_PKEY_derive(op, z.octets, &len) == 1 && len == sizeof z.octets;
    EVP_PKEY_CTX_free(op);
    if (done) {
        *out = z;
    }
    crypto_wipe_secret(&z);
    return done ? ALB_OK : crypto_fail(err, ALB_CRYPTO, "SP 800-56A 5.7.1.2", "key agreement failed");
}
