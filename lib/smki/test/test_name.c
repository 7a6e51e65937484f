/* Issuers as XML signatures write them, and the search by serial number. */
#include "smki/authority.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

typedef struct fixture {
    crypto_ctx *ctx;
    crypto_key *key;
    smki_authority *issuer;
    smki_certificate *certificate;
} fixture;

static fixture f;

static int set_up(void **state)
{
    (void)state;
    alb_time now;
    f.ctx = crypto_ctx_new();
    smki_authority *root = NULL;
    crypto_key *ca = NULL;
    bool ok = alb_time_parse(ALB_LIT("2026-01-01T00:00:00Z"), &now) &&
              crypto_key_generate(&f.key, NULL) == ALB_OK && crypto_key_generate(&ca, NULL) == ALB_OK &&
              smki_authority_create_root(f.ctx, "organisation-root", "R", ca, now, &root, NULL) == ALB_OK &&
              smki_authority_create_issuing(f.ctx, root, "organisation-issuing", "Z1", f.key, now, &f.issuer,
                                            NULL) == ALB_OK;
    smki_subject subject = {.profile = "organisation",
                            .entity = alb_eui64_of(1),
                            .role = SMKI_ROLE_SUPPLIER,
                            .usage = SMKI_USAGE_DIGITAL_SIGNATURE,
                            .public_key = crypto_key_public(f.key),
                            .not_before = ALB_TIME_NONE,
                            .not_after = ALB_TIME_NONE};
    ok = ok && smki_authority_issue(f.ctx, f.issuer, &subject, now, &f.certificate, NULL) == ALB_OK;
    smki_authority_free(root);
    crypto_key_free(ca);
    return ok ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    smki_certificate_free(f.certificate);
    smki_authority_free(f.issuer);
    crypto_key_free(f.key);
    crypto_ctx_free(f.ctx);
    return 0;
}

static void compares_relative_names(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool want;
    } cases[] = {
        {"CN=Z1,OU=07", true},
        {"OU=07, CN=Z1", true},
        {"cn = z1 ; ou=\"07\"", true},
        {" CN=\\Z1,OU=07\n", true},
        {"CN=Z1", false},
        {"CN=Z1,OU=07,OU=07", false},
        {"CN=Z1,CN=Z1", false},
        {"CN=Z1,OU=07,X=1", false},
        {"CN=Z2,OU=07", false},
        {"CN=Z1,OU=07,", true},
        {"CN=Z1 OU=07", false},
        {"=,=", false},
        {"Z1", false},
        {"", false},
    };
    for (size_t i = 0; i < ALB_COUNT(cases); i++) {
        if (smki_certificate_issuer_is(f.certificate, alb_span_str(cases[i].text)) != cases[i].want) {
            fail_msg("%s", cases[i].text);
        }
    }
    char text[100];
    alb_wr w = alb_wr_init(text, sizeof text);
    assert_int_equal(smki_certificate_issuer_text(f.certificate, &w), ALB_OK);
    assert_true(smki_certificate_issuer_is(f.certificate, alb_wr_span(&w)));
}

static void finds_by_serial_number(void **state)
{
    (void)state;
    smki_keystore *ks = smki_keystore_new();
    alb_span serial = smki_certificate_serial(f.certificate);
    assert_null(smki_keystore_find_issued(ks, serial, ALB_LIT("CN=Z1,OU=07")));
    /* The key first, so that its entry is completed; then the key again, which moves nothing. */
    assert_int_equal(smki_keystore_add(ks, NULL, f.key, "0000000000000001-ds.key", NULL), ALB_OK);
    assert_int_equal(smki_keystore_add(ks, f.certificate, NULL, NULL, NULL), ALB_OK);
    assert_int_equal(smki_keystore_add(ks, NULL, f.key, NULL, NULL), ALB_OK);
    const smki_identity *found = smki_keystore_find_issued(ks, serial, ALB_LIT("CN=Z1,OU=07"));
    assert_ptr_equal(found->certificate, f.certificate);
    assert_ptr_equal(found->key, f.key);
    assert_ptr_equal(smki_keystore_find_serial(ks, serial, (alb_span){0}), found);
    assert_null(smki_keystore_find_issued(ks, serial, ALB_LIT("CN=Z2,OU=07")));
    assert_null(smki_keystore_find_issued(ks, alb_span_sub(serial, 1, SIZE_MAX), ALB_LIT("CN=Z1,OU=07")));
    smki_keystore_free(ks);
    /* The certificate first: the key moves its entry to the front. */
    ks = smki_keystore_new();
    assert_int_equal(smki_keystore_add(ks, f.certificate, NULL, NULL, NULL), ALB_OK);
    assert_int_equal(smki_keystore_add(ks, NULL, f.key, NULL, NULL), ALB_OK);
    assert_ptr_equal(smki_keystore_find_serial(ks, serial, (alb_span){0})->key, f.key);
    smki_keystore_free(ks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares_relative_names),
        cmocka_unit_test(finds_by_serial_number),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
