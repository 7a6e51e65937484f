/* Any k of n shares give the secret, in any order; fewer, or shares of another secret, do not. */
#include "crypto/crypto.h"
#include "crypto/shares.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { LEN = 40, N = 5 };

static const uint8_t secret[LEN] = "forty octets that nobody should know....";

static bool joins(const uint8_t *shares, const uint8_t *points, unsigned k)
{
    uint8_t chosen[N * LEN];
    uint8_t joined[LEN];
    for (unsigned i = 0; i < k; i++) {
        memcpy(chosen + i * LEN, shares + (points[i] - 1U) * LEN, LEN);
    }
    assert_int_equal(crypto_shares_join(points, chosen, k, LEN, joined, NULL), ALB_OK);
    return memcmp(joined, secret, LEN) == 0;
}

static void any_three_of_five(void **state)
{
    (void)state;
    uint8_t shares[N * LEN];
    assert_int_equal(crypto_shares_split(alb_span_of(secret, LEN), 3, N, shares, NULL), ALB_OK);
    for (uint8_t a = 1; a <= N; a++) {
        for (uint8_t b = 1; b <= N; b++) {
            for (uint8_t c = 1; c <= N; c++) {
                const uint8_t points[] = {a, b, c};
                if (a != b && b != c && a != c) {
                    assert_true(joins(shares, points, 3));
                    assert_false(joins(shares, points, 2));
                }
            }
        }
    }
    const uint8_t all[] = {5, 4, 3, 2, 1};
    assert_true(joins(shares, all, N));
    shares[0] ^= 1;
    assert_false(joins(shares, all, N));
}

/* A known polynomial: 0x35 + 0x53 x + x^2 in the field of AES, at x = 1 and 2. */
static void the_field_is_that_of_aes(void **state)
{
    (void)state;
    const uint8_t points[] = {1, 2, 0xff};
    /* 35 ^ 53 ^ 01; 35 ^ a6 ^ 04; 35 ^ 53*ff ^ ff*ff, by hand with the polynomial 11b. */
    const uint8_t values[] = {0x67, 0x97, 0x35 ^ 0xcc ^ 0x13};
    uint8_t out;
    assert_int_equal(crypto_shares_join(points, values, 3, 1, &out, NULL), ALB_OK);
    assert_int_equal(out, 0x35);
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    uint8_t shares[N * LEN], out[LEN];
    const uint8_t twice[] = {2, 2}, zero[] = {0, 1};
    assert_int_equal(crypto_shares_split(alb_span_of(secret, LEN), 1, N, shares, NULL), ALB_BAD_VALUE);
    assert_int_equal(crypto_shares_split(alb_span_of(secret, LEN), 6, N, shares, NULL), ALB_BAD_VALUE);
    assert_int_equal(crypto_shares_split(alb_span_none(), 2, N, shares, NULL), ALB_BAD_VALUE);
    assert_int_equal(crypto_shares_split(alb_span_of(secret, LEN), 2, N, shares, NULL), ALB_OK);
    assert_int_equal(crypto_shares_join(twice, shares, 2, LEN, out, NULL), ALB_BAD_VALUE);
    assert_int_equal(crypto_shares_join(zero, shares, 2, LEN, out, NULL), ALB_BAD_VALUE);
    assert_int_equal(crypto_shares_join(zero, shares, 1, LEN, out, NULL), ALB_BAD_VALUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_three_of_five),
                                       cmocka_unit_test(the_field_is_that_of_aes),
                                       cmocka_unit_test(what_cannot_be_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
