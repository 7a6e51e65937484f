/* Arithmetic without tables and branches on secrets, so that neither caches nor time tell of them. */
#include "crypto/shares.h"

#include "crypto/crypto.h"

static uint8_t multiply(uint8_t a, uint8_t b)
{
    unsigned product = 0;
    unsigned x = a;
    unsigned y = b;
    for (unsigned i = 0; i < 8; i++) {
        product ^= x & (0U - (y >> i & 1U));
        x = x << 1 ^ (0x11bU & (0U - (x >> 7 & 1U)));
    }
    return (uint8_t)product;
}

/* a^254; 0 stays 0. */
static uint8_t invert(uint8_t a)
{
    uint8_t power = a;
    uint8_t result = 1;
    for (int i = 0; i < 7; i++) {
        power = multiply(power, power);
        result = multiply(result, power);
    }
    return result;
}

alb_status crypto_shares_split(alb_span secret, unsigned k, unsigned n, uint8_t *shares, alb_err *err)
{
    uint8_t polynomial[CRYPTO_SHARES_MAX]; /* of one octet; the secret is its value at 0 */
    if (k < 2 || k > n || n > CRYPTO_SHARES_MAX || secret.len == 0) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 19.2", 0,
                        "cannot split into %u shares of which %u are needed", n, k);
    }
    for (size_t i = 0; i < secret.len; i++) {
        polynomial[0] = secret.ptr[i];
        alb_status st = crypto_random(polynomial + 1, k - 1);
        if (st != ALB_OK) {
            crypto_wipe(polynomial, sizeof polynomial);
            crypto_wipe(shares, n * secret.len);
            return alb_fail(err, st, "smki.md 19.2", 0, "no random octets");
        }
        for (unsigned s = 0; s < n; s++) {
            uint8_t y = 0;
            for (unsigned c = k; c > 0; c--) {
                y = multiply(y, (uint8_t)(s + 1)) ^ polynomial[c - 1];
            }
            shares[s * secret.len + i] = y;
        }
    }
    crypto_wipe(polynomial, sizeof polynomial);
    return ALB_OK;
}

/* The weight of a point in the value at 0 (Lagrange). */
static uint8_t weight_of(const uint8_t *points, unsigned k, unsigned of)
{
    uint8_t weight = 1;
    for (unsigned i = 0; i < k; i++) {
        if (i != of) {
            weight = multiply(weight, multiply(points[i], invert(points[i] ^ points[of])));
        }
    }
    return weight;
}

alb_status crypto_shares_join(const uint8_t *points, const uint8_t *shares, unsigned k, size_t len,
                              uint8_t *secret, alb_err *err)
{
    for (unsigned i = 0; i < k; i++) {
        for (unsigned j = 0; j < i; j++) {
            if (points[i] == points[j]) {
                return alb_fail(err, ALB_BAD_VALUE, "smki.md 19.2", 0, "share %u comes twice", points[i]);
            }
        }
        if (points[i] == 0) {
            return alb_fail(err, ALB_BAD_VALUE, "smki.md 19.2", 0, "no share has number 0");
        }
    }
    if (k < 2 || k > CRYPTO_SHARES_MAX) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 19.2", 0, "%u shares cannot be joined", k);
    }
    memset(secret, 0, len);
    for (unsigned s = 0; s < k; s++) {
        uint8_t weight = weight_of(points, k, s);
        for (size_t i = 0; i < len; i++) {
            secret[i] ^= multiply(weight, shares[s * len + i]);
        }
    }
    return ALB_OK;
}
