/* The contingency key in a root certificate: there for whoever has the symmetric key, and for nobody else. */
#include "smki/contingency.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static crypto_key *key_of(uint8_t number)
{
    uint8_t scalar[32] = {[31] = number};
    crypto_key *key = NULL;
    assert_int_equal(crypto_key_from_scalar(scalar, &key, NULL), ALB_OK);
    return key;
}

static void the_key_opens_it(void **state)
{
    (void)state;
    crypto_ctx *ctx = crypto_ctx_new();
    crypto_key *root_key = key_of(1);
    crypto_key *held = key_of(2);
    const crypto_key128 symmetric = {{7, 7, 7}};
    const crypto_key128 wrong = {{7, 7, 8}};
    smki_contingency contingency = {.key = crypto_key_public(held), .symmetric = &symmetric};
    smki_authority *with = NULL;
    smki_authority *without = NULL;
    alb_time now;
    assert_true(alb_time_parse(ALB_LIT("2026-01-01T00:00:00Z"), &now));
    assert_int_equal(smki_authority_create_root_with(ctx, "organisation-root", "R", root_key, &contingency,
                                                     now, &with, NULL),
                     ALB_OK);
    assert_int_equal(smki_authority_create_root(ctx, "organisation-root", "R", root_key, now, &without, NULL),
                     ALB_OK);
    const smki_certificate *root = smki_authority_certificate(with);
    crypto_pub *opened = NULL;
    assert_int_equal(smki_contingency_open(root, ALB_SPAN_OF(symmetric.octets), &opened, NULL), ALB_OK);
    assert_true(crypto_pub_equal(opened, crypto_key_public(held)));
    crypto_pub_free(opened);
    assert_int_equal(smki_contingency_open(root, ALB_SPAN_OF(wrong.octets), &opened, NULL), ALB_AUTH_FAILED);
    assert_null(opened);
    assert_int_equal(smki_contingency_open(root, ALB_LIT("short"), &opened, NULL), ALB_BAD_FORMAT);
    assert_int_equal(smki_contingency_open(smki_authority_certificate(without), ALB_SPAN_OF(symmetric.octets),
                                           &opened, NULL),
                     ALB_NOT_FOUND);
    smki_authority_free(with);
    smki_authority_free(without);
    crypto_key_free(root_key);
    crypto_key_free(held);
    crypto_ctx_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_key_opens_it)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
