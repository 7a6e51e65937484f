#define OPENSSL_SUPPRESS_DEPRECATED    /* many points made affine at once, projective coordinates: no        \
                                          successors */
#include "nonces.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <stdlib.h>
#include <unistd.h>

enum { BATCH = 64, HALF = CRYPTO_SIGNATURE / 2 };

/* Numbers "in Montgomery form" are multiplied by R modulo the order, as BN_mod_mul_montgomery takes them. */
struct nonces {
    EC_GROUP *group;
    BN_MONT_CTX *mont;      /* of the order */
    BIGNUM *order_less_two; /* k^(n - 2) is 1/k */
    EC_POINT *points[BATCH];
    BIGNUM *secrets[BATCH];  /* in Montgomery form; zero once the batch is made */
    BIGNUM *products[BATCH]; /* of the secrets up to that one, likewise */
    BIGNUM *inverses[BATCH]; /* in Montgomery form; zero once used */
    BIGNUM *r[BATCH];
    size_t left;
    pid_t owner; /* after a fork both processes would use the same ones */
};

static const BIGNUM *order_of(const struct nonces *n)
{
    return EC_GROUP_get0_order(n->group);
}

static bool make_number(BIGNUM **out)
{
    *out = BN_new();
    if (*out) {
        BN_set_flags(*out, BN_FLG_CONSTTIME);
    }
    return *out != NULL;
}

struct nonces *nonces_new(BN_CTX *c)
{
    struct nonces *n = calloc(1, sizeof *n);
    if (!n) {
        return NULL;
    }
    n->group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    n->mont = BN_MONT_CTX_new();
    bool made = n->group && n->mont && make_number(&n->order_less_two) &&
                BN_MONT_CTX_set(n->mont, order_of(n), c) == 1 && BN_copy(n->order_less_two, order_of(n)) &&
                BN_sub_word(n->order_less_two, 2) == 1;
    for (size_t i = 0; made && i < BATCH; i++) {
        n->points[i] = EC_POINT_new(n->group);
        made = n->points[i] && make_number(&n->secrets[i]) && make_number(&n->products[i]) &&
               make_number(&n->inverses[i]) && make_number(&n->r[i]);
    }
    if (!made) {
        nonces_free(n);
        return NULL;
    }
    return n;
}

void nonces_free(struct nonces *n)
{
    if (!n) {
        return;
    }
    for (size_t i = 0; i < BATCH; i++) {
        EC_POINT_clear_free(n->points[i]);
        BN_clear_free(n->secrets[i]);
        BN_clear_free(n->products[i]);
        BN_clear_free(n->inverses[i]);
        BN_clear_free(n->r[i]);
    }
    BN_free(n->order_less_two);
    BN_MONT_CTX_free(n->mont);
    EC_GROUP_free(n->group);
    free(n);
}

/* --- a batch --- */

/* A secret k in 1 .. n - 1 and the point k G. */
static bool draw(struct nonces *n, size_t i, BN_CTX *c)
{
    BIGNUM *k = n->secrets[i];
    do {
        if (BN_priv_rand_range(k, order_of(n)) != 1) {
            return false;
        }
    } while (BN_is_zero(k));
    return EC_POINT_mul(n->group, n->points[i], k, NULL, NULL, c) == 1 &&
           BN_to_montgomery(k, k, n->mont, c) == 1;
}

/* r is the affine x modulo n. All points become affine with one inversion. */
static bool find_r(struct nonces *n, BN_CTX *c)
{
    bool done = EC_POINTs_make_affine(n->group, BATCH, n->points, c) == 1;
    for (size_t i = 0; done && i < BATCH; i++) {
        done =
            EC_POINT_get_Jprojective_coordinates_GFp(n->group, n->points[i], n->r[i], NULL, NULL, c) == 1 &&
            BN_nnmod(n->r[i], n->r[i], order_of(n), c) == 1 && !BN_is_zero(n->r[i]);
    }
    return done;
}

static bool times(const struct nonces *n, BIGNUM *out, const BIGNUM *a, const BIGNUM *b, BN_CTX *c)
{
    return BN_mod_mul_montgomery(out, a, b, n->mont, c) == 1;
}

/* The inverse of the product of all, times the product of all but the last, is the last one's inverse; times
 * the last one, it is the inverse of the product of the others. */
static bool invert(struct nonces *n, BN_CTX *c)
{
    BIGNUM *rest = n->inverses[0];
    bool done = BN_copy(n->products[0], n->secrets[0]) != NULL;
    for (size_t i = 1; done && i < BATCH; i++) {
        done = times(n, n->products[i], n->products[i - 1], n->secrets[i], c);
    }
    done = done && BN_from_montgomery(rest, n->products[BATCH - 1], n->mont, c) == 1 &&
           BN_mod_exp_mont_consttime(rest, rest, n->order_less_two, order_of(n), c, n->mont) == 1 &&
           BN_to_montgomery(rest, rest, n->mont, c) == 1;
    for (size_t i = BATCH - 1; done && i > 0; i--) {
        done =
            times(n, n->inverses[i], rest, n->products[i - 1], c) && times(n, rest, rest, n->secrets[i], c);
    }
    return done;
}

static bool make_batch(struct nonces *n, BN_CTX *c)
{
    bool done = true;
    for (size_t i = 0; done && i < BATCH; i++) {
        done = draw(n, i, c);
    }
    done = done && find_r(n, c) && invert(n, c);
    for (size_t i = 0; i < BATCH; i++) {
        BN_clear(n->secrets[i]);
        BN_clear(n->products[i]);
    }
    n->left = done ? BATCH : 0;
    n->owner = getpid();
    return done;
}

/* --- a signature: r and (hash + r scalar) / k --- */

bool nonces_sign(struct nonces *n, const BIGNUM *scalar, const uint8_t hash[static CRYPTO_HASH], BN_CTX *c,
                 uint8_t out[static CRYPTO_SIGNATURE])
{
    if ((n->left == 0 || n->owner != getpid()) && !make_batch(n, c)) {
        return false;
    }
    size_t i = --n->left;
    BN_CTX_start(c);
    BIGNUM *e = BN_CTX_get(c);
    BIGNUM *s = BN_CTX_get(c);
    bool done = s && BN_bin2bn(hash, CRYPTO_HASH, e) && BN_nnmod(e, e, order_of(n), c) == 1 &&
                BN_to_montgomery(s, scalar, n->mont, c) == 1 && times(n, s, s, n->r[i], c) &&
                BN_mod_add_quick(s, s, e, order_of(n)) == 1 && times(n, s, s, n->inverses[i], c) &&
                !BN_is_zero(s) && BN_bn2binpad(n->r[i], out, HALF) == HALF &&
                BN_bn2binpad(s, out + HALF, HALF) == HALF;
    BN_clear(n->inverses[i]);
    if (s) {
        BN_clear(s);
    }
    BN_CTX_end(c);
    return done;
}
