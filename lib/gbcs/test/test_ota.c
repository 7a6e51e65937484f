#include "gbcs/ota.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const uint8_t image[300] = {0xca, 0xfe, 1, 2, 3};
static const gbcs_ota_header header = {.manufacturer = 0x10ff,
                                       .image_type = 0x0102,
                                       .file_version = 0x01020304,
                                       .text = "a firmware",
                                       .min_hardware = 1,
                                       .max_hardware = 9};

static void test_files_come_back_as_built(void **state)
{
    (void)state;
    crypto_ctx *ctx = crypto_ctx_new();
    crypto_key *key = NULL;
    crypto_key *other = NULL;
    assert_int_equal(crypto_key_generate(&key, NULL), ALB_OK);
    assert_int_equal(crypto_key_generate(&other, NULL), ALB_OK);
    uint8_t buf[512];
    for (int is_signed = 0; is_signed <= 1; is_signed++) {
        alb_wr w = alb_wr_init(buf, sizeof buf);
        assert_int_equal(gbcs_ota_build(ctx, &header, ALB_SPAN_OF(image), is_signed ? key : NULL, &w, NULL),
                         ALB_OK);
        assert_int_equal(w.pos, 360 + (is_signed ? 66 : 0));
        assert_int_equal(buf[10], 0xff);
        gbcs_ota_file f;
        assert_int_equal(gbcs_ota_parse(alb_wr_span(&w), is_signed != 0, &f, NULL), ALB_OK);
        assert_true(alb_span_equal(f.image, ALB_SPAN_OF(image)));
        assert_memory_equal(&f.header, &header, sizeof header);
        assert_int_equal(gbcs_ota_check(ctx, &f, crypto_key_public(key), NULL),
                         is_signed ? ALB_OK : ALB_AUTH_FAILED);
        assert_int_equal(gbcs_ota_check(ctx, &f, crypto_key_public(other), NULL), ALB_AUTH_FAILED);
        buf[100] ^= 1;
        assert_int_equal(gbcs_ota_check(ctx, &f, crypto_key_public(key), NULL), ALB_AUTH_FAILED);
    }
    crypto_key_free(key);
    crypto_key_free(other);
    crypto_ctx_free(ctx);
}

static void test_wrong_files_are_refused(void **state)
{
    (void)state;
    crypto_ctx *ctx = crypto_ctx_new();
    uint8_t buf[512];
    alb_wr w = alb_wr_init(buf, sizeof buf);
    gbcs_ota_file f;
    assert_int_equal(gbcs_ota_build(ctx, &header, ALB_SPAN_OF(image), NULL, &w, NULL), ALB_OK);
    for (size_t len = 0; len < w.pos; len++) {
        assert_int_not_equal(gbcs_ota_parse(alb_span_of(buf, len), false, &f, NULL), ALB_OK);
    }
    assert_int_not_equal(gbcs_ota_parse(alb_wr_span(&w), true, &f, NULL), ALB_OK);
    static const size_t fixed[] = {0, 3, 4, 6, 8, 18, 52, 55};
    for (size_t i = 0; i < ALB_COUNT(fixed); i++) {
        alb_err err = {0};
        buf[fixed[i]] ^= 1;
        assert_int_equal(gbcs_ota_parse(alb_wr_span(&w), false, &f, &err), ALB_BAD_VALUE);
        assert_true(err.offset <= fixed[i] && fixed[i] < err.offset + 4);
        buf[fixed[i]] ^= 1;
    }
    assert_int_equal(gbcs_ota_build(ctx, &header, (alb_span){0}, NULL, &w, NULL), ALB_BAD_LENGTH);
    crypto_ctx_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_come_back_as_built),
        cmocka_unit_test(test_wrong_files_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
