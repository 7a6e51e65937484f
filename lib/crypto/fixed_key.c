/* Work with a public key that is used very often: multiples of its point are kept, as OpenSSL keeps those of
 * the curve's generator. Of a verification the second half then costs as little as the first (FIPS
 * 186-4 6.4); all of it is public and need not take constant time. Of a key agreement all does; its scalar is
 * secret, and OpenSSL treats it as it treats the private keys that it multiplies its own generator with. */
#define OPENSSL_SUPPRESS_DEPRECATED    /* EC_GROUP_precompute_mult and projective coordinates have no        \
                                          successors */
#include "fixed_key.h"
#include "crypto_internal.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <stdlib.h>

enum { HALF = CRYPTO_SIGNATURE / 2 };

struct fixed_key {
    EC_GROUP *base;  /* the curve with its own generator */
    EC_GROUP *group; /* the curve with the key's point for one, and its multiples */
};

struct fixed_key *fixed_key_new(const uint8_t point[static CRYPTO_POINT])
{
    struct fixed_key *f = calloc(1, sizeof *f);
    if (!f) {
        return NULL;
    }
    f->base = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    f->group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    EC_POINT *p = f->group ? EC_POINT_new(f->group) : NULL;
    bool made = f->base && p && EC_POINT_oct2point(f->group, p, point, CRYPTO_POINT, NULL) == 1 &&
                EC_GROUP_set_generator(f->group, p, EC_GROUP_get0_order(f->base), BN_value_one()) == 1 &&
                EC_GROUP_precompute_mult(f->group, NULL) == 1;
    EC_POINT_free(p);
    if (!made) {
        crypto_forget_errors();
        fixed_key_free(f);
        return NULL;
    }
    return f;
}

void fixed_key_free(struct fixed_key *f)
{
    if (f) {
        EC_GROUP_free(f->base);
        EC_GROUP_free(f->group);
        free(f);
    }
}

/* In 1 .. n - 1. */
static bool is_scalar(const BIGNUM *n, const BIGNUM *order)
{
    return !BN_is_zero(n) && BN_cmp(n, order) < 0;
}

/* Is r, or r + n where that is below p, the affine x of the point? As x = X / Z^2 that is X = r Z^2, which
 * costs no inversion. */
static bool has_x(const struct fixed_key *f, const EC_POINT *point, const BIGNUM *r, BN_CTX *c)
{
    BIGNUM *p = BN_CTX_get(c);
    BIGNUM *x = BN_CTX_get(c);
    BIGNUM *z = BN_CTX_get(c);
    BIGNUM *t = BN_CTX_get(c);
    if (!t || EC_GROUP_get_curve(f->base, p, NULL, NULL, c) != 1 ||
        EC_POINT_get_Jprojective_coordinates_GFp(f->base, point, x, NULL, z, c) != 1 ||
        BN_mod_sqr(z, z, p, c) != 1 || BN_mod_mul(t, r, z, p, c) != 1) {
        return false;
    }
    if (BN_cmp(t, x) == 0) {
        return true;
    }
    return BN_add(t, r, EC_GROUP_get0_order(f->base)) == 1 && BN_cmp(t, p) < 0 &&
           BN_mod_mul(t, t, z, p, c) == 1 && BN_cmp(t, x) == 0;
}

/* u1 G + u2 Q; its x modulo n is r, for a good signature. */
static bool matches(const struct fixed_key *f, const BIGNUM *u1, const BIGNUM *u2, const BIGNUM *r, BN_CTX *c)
{
    EC_POINT *a = EC_POINT_new(f->base);
    EC_POINT *b = EC_POINT_new(f->base);
    bool good = a && b && EC_POINT_mul(f->base, a, u1, NULL, NULL, c) == 1 &&
                EC_POINT_mul(f->group, b, u2, NULL, NULL, c) == 1 && EC_POINT_add(f->base, a, a, b, c) == 1 &&
                !EC_POINT_is_at_infinity(f->base, a) && has_x(f, a, r, c);
    EC_POINT_free(a);
    EC_POINT_free(b);
    return good;
}

static bool verify(const struct fixed_key *f, const uint8_t hash[static CRYPTO_HASH],
                   const uint8_t signature[static CRYPTO_SIGNATURE], BN_CTX *c)
{
    const BIGNUM *order = EC_GROUP_get0_order(f->base);
    BIGNUM *r = BN_CTX_get(c);
    BIGNUM *s = BN_CTX_get(c);
    BIGNUM *e = BN_CTX_get(c);
    BIGNUM *u = BN_CTX_get(c);
    return u && BN_bin2bn(signature, HALF, r) && BN_bin2bn(signature + HALF, HALF, s) &&
           BN_bin2bn(hash, CRYPTO_HASH, e) && is_scalar(r, order) && is_scalar(s, order) &&
           BN_mod_inverse(s, s, order, c) && BN_mod_mul(e, e, s, order, c) == 1 &&
           BN_mod_mul(u, r, s, order, c) == 1 && matches(f, e, u, r, c);
}

bool fixed_key_verify(const struct fixed_key *f, const uint8_t hash[static CRYPTO_HASH],
                      const uint8_t signature[static CRYPTO_SIGNATURE])
{
    BN_CTX *c = BN_CTX_new();
    if (!c) {
        return false;
    }
    BN_CTX_start(c);
    bool good = verify(f, hash, signature, c);
    BN_CTX_end(c);
    BN_CTX_free(c);
    crypto_forget_errors();
    return good;
}

bool fixed_key_agree(const struct fixed_key *f, const BIGNUM *scalar, BN_CTX *c, crypto_secret *out)
{
    BN_CTX_start(c);
    BIGNUM *x = BN_CTX_get(c);
    EC_POINT *z = EC_POINT_new(f->group);
    bool done = x && z && EC_POINT_mul(f->group, z, scalar, NULL, NULL, c) == 1 &&
                EC_POINT_get_affine_coordinates(f->group, z, x, NULL, c) == 1 &&
                BN_bn2binpad(x, out->octets, sizeof out->octets) == (int)sizeof out->octets;
    EC_POINT_clear_free(z);
    if (x) {
        BN_clear(x);
    }
    BN_CTX_end(c);
    return done;
}
