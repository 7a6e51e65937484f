#include "gbcs/utrn.h"

#include "property.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static crypto_ctx *ctx;
static const crypto_secret z = {{1, 2, 3}};
static const alb_eui64 supplier = {{0x10, 1}};
static const alb_eui64 device = {{0x20, 2}};

static int set_up(void **state)
{
    (void)state;
    ctx = crypto_ctx_new();
    return ctx ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    crypto_ctx_free(ctx);
    return 0;
}

/* Published tokens; the last one was never a token. */
static void test_check_digits(void **state)
{
    (void)state;
    static const char *const tokens[] = {"73946144332040217315", "73948959061972833313",
                                         "73950067887105178605", "73943333457189043313",
                                         "73947252416745201637"};
    for (size_t i = 0; i < ALB_COUNT(tokens); i++) {
        assert_int_equal(gbcs_utrn_check_digit(tokens[i]), tokens[i][19]);
    }
    assert_int_not_equal(gbcs_utrn_check_digit("12345678910121314156"), '6');
}

static void test_fields_of_published_token(void **state)
{
    (void)state;
    gbcs_ptut p;
    assert_int_equal(gbcs_utrn_parse(ALB_LIT("7394 6144 3320 4021 7315"), &p, NULL), ALB_OK);
    assert_int_equal(p.truncated_counter, 3);
    assert_int_equal(p.value_class, GBCS_UTRN_POUNDS);
    assert_int_equal(p.value, 10);
    assert_int_equal(p.mac, 0x9cd029e3);
    assert_int_equal(gbcs_utrn_parse(ALB_LIT("73950067887105178605"), &p, NULL), ALB_OK);
    assert_int_equal(p.truncated_counter, 6);
    assert_int_equal(p.value_class, GBCS_UTRN_PENCE);
    assert_int_equal(p.value, 1250);
}

static void test_malformed_tokens_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "7394614433204021731",
                                      "739461443320402173155",
                                      "7394614433204021731x",
                                      "73946144332040217316",
                                      "73946144332040217351",
                                      "12345678910121314156",
                                      "00000000000000000000",
                                      "99999999999999999999"};
    for (size_t i = 0; i < ALB_COUNT(bad); i++) {
        gbcs_ptut p;
        alb_err err = {0};
        assert_int_equal(gbcs_utrn_parse(alb_span_str(bad[i]), &p, &err), ALB_BAD_FORMAT);
        assert_non_null(err.rule);
    }
}

static void make(const gbcs_utrn_credit *credit, char token[static GBCS_UTRN_TEXT])
{
    assert_int_equal(gbcs_utrn_make(ctx, &z, supplier, device, credit, token, NULL), ALB_OK);
}

static alb_status check(const gbcs_utrn_cache *cache, const char *token, uint64_t header_counter,
                        gbcs_utrn_credit *out)
{
    return gbcs_utrn_check(ctx, &z, supplier, device, cache, alb_span_str(token), header_counter, out, NULL);
}

static void test_any_value_any_counter_comes_back(void **state)
{
    (void)state;
    property p = {20261};
    for (int i = 0; i < 10000; i++) {
        gbcs_utrn_credit credit = {.counter = (uint32_t)property_below(&p, UINT64_C(1) << 31),
                                   .value_class = (gbcs_utrn_class)property_below(&p, 2),
                                   .value = (uint16_t)property_below(&p, 8192)};
        /* The meter has last seen a counter up to 500 away: within reach of the ten bits that the token
         * carries. */
        gbcs_utrn_cache cache = {0};
        int64_t near = (int64_t)credit.counter + (int64_t)property_below(&p, 1000) - 500;
        if (near > 0 && near <= INT32_MAX && near != credit.counter) {
            gbcs_utrn_accept(&cache, (uint32_t)near);
        } else {
            gbcs_utrn_accept(&cache, credit.counter ^ 1);
        }
        char token[GBCS_UTRN_TEXT];
        gbcs_utrn_credit typed;
        gbcs_utrn_credit sent;
        make(&credit, token);
        assert_int_equal(strlen(token), GBCS_UTRN_DIGITS);
        assert_int_equal(token[0], '7');
        assert_int_equal(check(&cache, token, 0, &typed), ALB_OK);
        assert_int_equal(check(&cache, token, (uint64_t)credit.counter << 32, &sent), ALB_OK);
        assert_int_equal(typed.counter, credit.counter);
        assert_int_equal(typed.value, credit.value);
        assert_int_equal(typed.value_class, credit.value_class);
        assert_int_equal(sent.counter, credit.counter);
    }
}

/* Another digit and its right check digit: either no token at all, or not authentic. */
static void test_changed_digits_do_not_authenticate(void **state)
{
    (void)state;
    gbcs_utrn_cache cache = {0};
    char token[GBCS_UTRN_TEXT];
    make(&(gbcs_utrn_credit){.counter = 77, .value = 500}, token);
    for (size_t i = 0; i < GBCS_UTRN_DIGITS - 1; i++) {
        char changed[GBCS_UTRN_TEXT];
        memcpy(changed, token, sizeof changed);
        changed[i] = changed[i] == '9' ? '0' : (char)(changed[i] + 1);
        gbcs_utrn_credit out;
        assert_int_equal(check(&cache, changed, 0, &out), ALB_BAD_FORMAT);
        changed[GBCS_UTRN_DIGITS - 1] = gbcs_utrn_check_digit(changed);
        assert_int_not_equal(check(&cache, changed, 0, &out), ALB_OK);
    }
}

static void test_a_token_counts_once(void **state)
{
    (void)state;
    gbcs_utrn_cache cache = {.floor = 10};
    gbcs_utrn_credit out;
    char token[GBCS_UTRN_TEXT];
    make(&(gbcs_utrn_credit){.counter = 10, .value = 1}, token);
    assert_int_equal(check(&cache, token, 0, &out), ALB_REPLAYED);
    make(&(gbcs_utrn_credit){.counter = 12, .value = 1}, token);
    assert_int_equal(check(&cache, token, 0, &out), ALB_OK);
    gbcs_utrn_accept(&cache, out.counter);
    assert_int_equal(check(&cache, token, 0, &out), ALB_REPLAYED);
    make(&(gbcs_utrn_credit){.counter = 11, .value = 1}, token);
    assert_int_equal(check(&cache, token, 0, &out), ALB_OK);
    assert_int_equal(check(&cache, token, UINT64_C(11) << 32 | 1, &out), ALB_MISMATCH);
    assert_int_equal(check(&cache, token, UINT64_C(12) << 32, &out), ALB_MISMATCH);
    assert_int_equal(check(&cache, token, UINT64_C(1035) << 32, &out), ALB_AUTH_FAILED);
}

static void test_cache_keeps_the_hundred_highest(void **state)
{
    (void)state;
    gbcs_utrn_cache cache = {0};
    property p = {4};
    for (uint32_t i = 0; i < 150; i++) {
        gbcs_utrn_accept(&cache, (uint32_t)property_below(&p, 100000) + 1);
    }
    assert_int_equal(cache.count, GBCS_UTRN_CACHE);
    for (uint32_t i = 1; i < cache.count; i++) {
        assert_true(cache.counters[i - 1] < cache.counters[i]);
    }
    uint32_t lowest = cache.counters[0];
    gbcs_utrn_accept(&cache, 200000);
    assert_int_equal(cache.counters[GBCS_UTRN_CACHE - 1], 200000);
    assert_true(cache.counters[0] > lowest);
    gbcs_utrn_accept(&cache, lowest);
    assert_true(cache.counters[0] > lowest);
}

static void test_values_that_no_token_holds(void **state)
{
    (void)state;
    char token[GBCS_UTRN_TEXT];
    gbcs_utrn_credit credit = {.counter = 1, .value = 8192};
    assert_int_equal(gbcs_utrn_make(ctx, &z, supplier, device, &credit, token, NULL), ALB_BAD_VALUE);
    credit = (gbcs_utrn_credit){.counter = UINT32_MAX, .value = 1};
    assert_int_equal(gbcs_utrn_make(ctx, &z, supplier, device, &credit, token, NULL), ALB_BAD_VALUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check_digits),
        cmocka_unit_test(test_fields_of_published_token),
        cmocka_unit_test(test_malformed_tokens_are_refused),
        cmocka_unit_test(test_any_value_any_counter_comes_back),
        cmocka_unit_test(test_changed_digits_do_not_authenticate),
        cmocka_unit_test(test_a_token_counts_once),
        cmocka_unit_test(test_cache_keeps_the_hundred_highest),
        cmocka_unit_test(test_values_that_no_token_holds),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
