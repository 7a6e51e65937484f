#define OPENSSL_SUPPRESS_DEPRECATED /* EC_KEY: what took its place has no way to change the scalar alone */
#include "bare_key.h"

#include "crypto_internal.h"
#include "fixed_key.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdh.h>
#include <openssl/ecdsa.h>
#include <openssl/obj_mac.h>
#include <stdlib.h>

enum { HALF = CRYPTO_SIGNATURE / 2 };

struct bare_key {
    uint8_t scalar[32];
    uint8_t name[CRYPTO_POINT];
};

struct bare_engine {
    EC_KEY *key;    /* takes one scalar after the other */
    BIGNUM *scalar; /* of the operation at work */
    BN_CTX *numbers;
};

void bare_engine_free(struct bare_engine *e)
{
    if (e) {
        EC_KEY_free(e->key); /* clears its scalar */
        BN_clear_free(e->scalar);
        BN_CTX_free(e->numbers);
        free(e);
    }
}

static struct bare_engine *engine_new(void)
{
    struct bare_engine *e = calloc(1, sizeof *e);
    if (!e) {
        return NULL;
    }
    e->key = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);
    e->scalar = BN_secure_new();
    e->numbers = BN_CTX_secure_new();
    if (!e->key || !e->scalar || !e->numbers) {
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
    const BIGNUM *order = EC_GROUP_get0_order(EC_KEY_get0_group(e->key));
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
    ECDSA_SIG *made =
        e && EC_KEY_set_private_key(e->key, e->scalar) == 1 ? ECDSA_do_sign(hash, CRYPTO_HASH, e->key) : NULL;
    bool done = made && BN_bn2binpad(ECDSA_SIG_get0_r(made), out, HALF) == HALF &&
                BN_bn2binpad(ECDSA_SIG_get0_s(made), out + HALF, HALF) == HALF;
    ECDSA_SIG_free(made);
    return done;
}

/* With a peer that was not prepared for it. */
static bool agree(const struct bare_engine *e, const uint8_t peer[static CRYPTO_POINT], crypto_secret *out)
{
    EC_POINT *point = EC_POINT_new(EC_KEY_get0_group(e->key));
    bool done = point &&
                EC_POINT_oct2point(EC_KEY_get0_group(e->key), point, peer, CRYPTO_POINT, e->numbers) == 1 &&
                EC_KEY_set_private_key(e->key, e->scalar) == 1 &&
                ECDH_compute_key(out->octets, sizeof out->octets, point, e->key, NULL) == sizeof out->octets;
    EC_POINT_free(point);
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
