/* Certificates of IKI and DCCKI, whose keys are RSA: read, issued and checked by whoever asks for them, and
 * never taken for anything of SMKI. */
#include "smki/authority.h"
#include "smki/crl.h"
#include "smki/lint.h"
#include "smki/path.h"

#include "crypto/pkix.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define NOW ALB_TIME_2000

typedef struct fixture {
    crypto_ctx *ctx;
    crypto_key *root_key, *issuing_key, *key;
    smki_authority *root, *issuing;
    smki_certificate *system;
    smki_keystore *ks;
} fixture;

static fixture f;

static alb_status issue(const char *profile, const crypto_pub *pub, smki_certificate **out)
{
    smki_subject s = {.profile = profile,
                      .role = SMKI_ROLE_SUPPLIER,
                      .usage = SMKI_USAGE_DIGITAL_SIGNATURE,
                      .common_name = "batch",
                      .organisation = "A Supplier",
                      .public_key = pub,
                      .not_before = ALB_TIME_NONE,
                      .not_after = ALB_TIME_NONE};
    return smki_authority_issue(f.ctx, f.issuing, &s, NOW, out, NULL);
}

static int start(void **state)
{
    (void)state;
    f.ctx = crypto_ctx_new();
    f.ks = smki_keystore_new();
    assert_int_equal(crypto_key_generate_kind(CRYPTO_KIND_RSA_4096, &f.root_key, NULL), ALB_OK);
    assert_int_equal(crypto_key_generate_kind(CRYPTO_KIND_RSA_2048, &f.issuing_key, NULL), ALB_OK);
    assert_int_equal(crypto_key_generate_kind(CRYPTO_KIND_RSA_2048, &f.key, NULL), ALB_OK);
    assert_int_equal(smki_authority_create_root(f.ctx, "iki-root", "R", f.root_key, NOW, &f.root, NULL),
                     ALB_OK);
    assert_int_equal(smki_authority_create_issuing(f.ctx, f.root, "iki-issuing", "I", f.issuing_key, NOW,
                                                   &f.issuing, NULL),
                     ALB_OK);
    assert_int_equal(issue("iki-system", crypto_key_public(f.key), &f.system), ALB_OK);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    smki_keystore_free(f.ks);
    smki_certificate_free(f.system);
    smki_authority_free(f.issuing);
    smki_authority_free(f.root);
    crypto_key_free(f.key);
    crypto_key_free(f.issuing_key);
    crypto_key_free(f.root_key);
    crypto_ctx_free(f.ctx);
    return 0;
}

static smki_certificate *copy(const smki_certificate *c)
{
    smki_certificate *own = NULL;
    assert_int_equal(smki_certificate_parse_any(smki_certificate_der(c), &own, NULL), ALB_OK);
    return own;
}

static void test_messages_never_bring_them(void **state)
{
    (void)state;
    smki_certificate *c = NULL;
    alb_err err = {.code = ALB_OK};
    assert_int_equal(smki_certificate_parse(smki_certificate_der(f.system), &c, &err), ALB_BAD_KEY);
    assert_null(c);
    c = copy(f.system);
    assert_int_equal(smki_certificate_kind(c), SMKI_KIND_INFRASTRUCTURE);
    assert_int_equal(smki_certificate_role(c), SMKI_ROLE_SUPPLIER);
    assert_string_equal(smki_lint_profile(c), "iki-system");
    smki_certificate_free(c);
}

static void add(smki_certificate *c, crypto_key *key)
{
    assert_int_equal(smki_keystore_add(f.ks, c, key, NULL, NULL), ALB_OK);
    smki_certificate_free(c);
}

static void test_path_and_store(void **state)
{
    (void)state;
    alb_err err = {.code = ALB_OK};
    smki_path_options strict = {.at = NOW, .role = SMKI_ROLE_NONE};
    smki_path_options any = {.at = NOW, .role = SMKI_ROLE_NONE, .infrastructure = true};
    assert_int_equal(smki_path_check(f.ctx, f.system, f.ks, &any, &err), ALB_NO_KEY);
    add(copy(smki_authority_certificate(f.root)), NULL);
    add(copy(smki_authority_certificate(f.issuing)), NULL);
    add(copy(f.system), f.key);
    assert_int_equal(smki_path_check(f.ctx, f.system, f.ks, &any, &err), ALB_OK);
    assert_int_equal(smki_path_check(f.ctx, f.system, f.ks, &strict, &err), ALB_AUTH_FAILED);
    any.at = NOW + ALB_DAYS(3 * 365);
    assert_int_equal(smki_path_check(f.ctx, f.system, f.ks, &any, &err), ALB_AUTH_FAILED);
    /* Their keys answer no question about entities of SMKI. */
    for (smki_slot slot = SMKI_SLOT_DIGITAL_SIGNATURE; slot < SMKI_SLOT_COUNT; slot++) {
        assert_null(smki_keystore_find(f.ks, (alb_eui64){{0}}, slot));
    }
    const smki_identity *id = smki_keystore_find_public(f.ks, crypto_key_public(f.key));
    assert_non_null(id);
    assert_non_null(id->key);
    uint8_t signature[CRYPTO_SIGNATURE];
    assert_int_equal(crypto_sign(f.ctx, id->key, ALB_LIT("x"), signature, NULL), ALB_BAD_KEY);
}

static void test_altered_signature(void **state)
{
    (void)state;
    uint8_t der[4096];
    smki_certificate *c = NULL;
    alb_span octets = smki_certificate_der(f.system);
    memcpy(der, octets.ptr, octets.len);
    der[octets.len - 7] ^= 1;
    assert_int_equal(smki_certificate_parse_any(alb_span_of(der, octets.len), &c, NULL), ALB_OK);
    assert_int_equal(smki_certificate_signed_by(f.ctx, c, crypto_key_public(f.issuing_key)), ALB_AUTH_FAILED);
    assert_int_equal(smki_certificate_signed_by(f.ctx, f.system, crypto_key_public(f.key)), ALB_AUTH_FAILED);
    assert_int_equal(smki_certificate_signed_by(f.ctx, f.system, crypto_key_public(f.issuing_key)), ALB_OK);
    smki_certificate_free(c);
}

static void test_keys_of_the_wrong_kind(void **state)
{
    (void)state;
    crypto_key *curve = NULL;
    crypto_key *large = NULL;
    smki_certificate *c = NULL;
    smki_authority *ca = NULL;
    assert_int_equal(crypto_key_generate(&curve, NULL), ALB_OK);
    assert_int_equal(crypto_key_generate_kind(CRYPTO_KIND_RSA_3072, &large, NULL), ALB_OK);
    assert_int_equal(issue("iki-system", crypto_key_public(curve), &c), ALB_BAD_VALUE);
    assert_int_equal(issue("iki-system", crypto_key_public(large), &c), ALB_BAD_VALUE);
    assert_int_equal(issue("dccki-client", crypto_key_public(f.key), &c), ALB_BAD_VALUE);
    assert_int_equal(smki_authority_create_root(f.ctx, "organisation-root", "R", f.root_key, NOW, &ca, NULL),
                     ALB_BAD_VALUE);
    assert_int_equal(smki_authority_create_root(f.ctx, "iki-root", "R", curve, NOW, &ca, NULL),
                     ALB_BAD_VALUE);
    crypto_key_free(curve);
    crypto_key_free(large);
}

static void test_lists(void **state)
{
    (void)state;
    smki_crl *list = NULL;
    smki_revoked entry = {.serial = smki_certificate_serial(f.system), .when = NOW, .reason = 1};
    assert_int_equal(smki_crl_issue(f.ctx, f.issuing, &entry, 1, 7, NOW, NOW + ALB_HOURS(1), &list, NULL),
                     ALB_OK);
    assert_true(smki_crl_is_of(f.ctx, list, smki_authority_certificate(f.issuing)));
    assert_false(smki_crl_is_of(f.ctx, list, smki_authority_certificate(f.root)));
    assert_non_null(smki_crl_find(list, smki_certificate_serial(f.system)));
    smki_crl_free(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages_never_bring_them),
        cmocka_unit_test(test_path_and_store),
        cmocka_unit_test(test_altered_signature),
        cmocka_unit_test(test_keys_of_the_wrong_kind),
        cmocka_unit_test(test_lists),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
