#include "bare_key.h"

#include "crypto_internal.h"
#include "fixed_key.h"
#include "nonces.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <stdlib.h>

struct bare_key {
    uint8_t scalar[32];
    uint8_t name[CRYPTO_POINT];
};

struct bare_engine {
    EC_GROUP *group;
    BIGNUM *scalar; /* of the key at work */
    BN_CTX *numbers;
    struct nonces *nonces; /* NULL: nothing was signed yet */
};

void bare_engine_free(struct bare_engine *e)
{
    if (e) {
        nonces_free(e->nonces);
        BN_clear_free(e->scalar);
        BN_CTX_free(e->numbers);
        EC_GROUP_free(e->group);
        free(e);
    }
}

static struct bare_engine *engine_new(void)
{
    struct bare_engine *e = calloc(1, sizeof *e);
    if (!e) {
        return NULL;
    }
    e->group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    e->scalar = BN_secure_new();
    e->numbers = BN_CTX_secure_new();
    if (!e->group || !e->scalar || !e->numbers) {
        bare_engine_free(e);
        return NULL;
    }
    BN_set_flags(e->scalar, BN_FLG_CONSTTIME);
    return e;
}

/* The context's, with the key's scalar in e->scalar. NULL: no memory. */
static struct bare_engine *engine_for(crypto_ctx *ctx, const uint8_t scalar[static 32])
{
    if (!ctx->bare) {
        ctx->bare = engine_new();
    }
    return ctx->bare && BN_bin2bn(scalar, 32, ctx->bare->scalar) ? ctx->bare : NULL;
}

alb_status bare_key_new(crypto_ctx *ctx, const uint8_t scalar[static 32], struct bare_key **out)
{
    const struct bare_engine *e = engine_for(ctx, scalar);
    struct bare_key *key = e ? calloc(1, sizeof *key) : NULL;
    if (!key) {
        return ALB_NO_MEMORY;
    }
    const BIGNUM *order = EC_GROUP_get0_order(e->group);
    if (BN_is_zero(e->scalar) || BN_cmp(e->scalar, order) >= 0) {
        free(key);
        return ALB_BAD_KEY;
    }
    memcpy(key->scalar, scalar, sizeof key->scalar);
    crypto_sha256(ctx, ALB_SPAN_OF(key->scalar), key->name + 1); /* the octet before it is no point's */
    *out = key;
    return ALB_OK;
}

void bare_key_free(struct bare_key *key)
{
    if (key) {
        crypto_wipe(key, sizeof *key);
        free(key);
    }
}

const uint8_t *bare_key_name(const struct bare_key *key)
{
    return key->name;
}

bool bare_key_sign(crypto_ctx *ctx, const struct bare_key *key, const uint8_t hash[static CRYPTO_HASH],
                   uint8_t out[static CRYPTO_SIGNATURE])
{
    struct bare_engine *e = engine_for(ctx, key->scalar);
    if (e && !e->nonces) {
        e->nonces = nonces_new(e->numbers);
    }
    return e && e->nonces && nonces_sign(e->nonces, e->scalar, hash, e->numbers, out);
}

/* With a peer that was not prepared for it. */
static bool agree(const struct bare_engine *e, const uint8_t peer[static CRYPTO_POINT], crypto_secret *out)
{
    BN_CTX_start(e->numbers);
    BIGNUM *x = BN_CTX_get(e->numbers);
    EC_POINT *z = EC_POINT_new(e->group);
    bool done = x && z && EC_POINT_oct2point(e->group, z, peer, CRYPTO_POINT, e->numbers) == 1 &&
                EC_POINT_mul(e->group, z, NULL, z, e->scalar, e->numbers) == 1 &&
                EC_POINT_get_affine_coordinates(e->group, z, x, NULL, e->numbers) == 1 &&
                BN_bn2binpad(x, out->octets, sizeof out->octets) == (int)sizeof out->octets;
    EC_POINT_clear_free(z);
    if (x) {
        BN_clear(x);
    }
    BN_CTX_end(e->numbers);
    return done;
}

bool bare_key_agree(crypto_ctx *ctx, const struct bare_key *key, const uint8_t peer[static CRYPTO_POINT],
                    const struct fixed_key *fixed, crypto_secret *out)
{
    struct bare_engine *e = engine_for(ctx, key->scalar);
    bool done = e && (fixed ? fixed_key_agree(fixed, e->scalar, e->numbers, out) : agree(e, peer, out));
    if (!done) {
        crypto_wipe_secret(out);
    }
    return done;
}
