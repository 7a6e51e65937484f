/* Revocation lists: OpenSSL reads and verifies ours, we read them back, and a path check heeds them. */
#include "smki/crl.h"
#include "smki/path.h"

#include <openssl/x509.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct fixture {
    crypto_ctx *ctx;
    crypto_key *keys[3];
    smki_authority *root, *issuing;
    smki_certificate *supplier, *other;
    alb_time now;
} fixture;

static smki_certificate *issue(const fixture *f, uint64_t entity)
{
    smki_certificate *c = NULL;
    smki_subject s = {.profile = "organisation",
                      .entity = alb_eui64_of(entity),
                      .role = SMKI_ROLE_SUPPLIER,
                      .usage = SMKI_USAGE_DIGITAL_SIGNATURE,
                      .public_key = crypto_key_public(f->keys[2]),
                      .not_before = ALB_TIME_NONE,
                      .not_after = ALB_TIME_NONE};
    assert_int_equal(smki_authority_issue(f->ctx, f->issuing, &s, f->now, &c, NULL), ALB_OK);
    return c;
}

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->ctx = crypto_ctx_new();
    assert_true(alb_time_parse(ALB_LIT("2026-01-01T00:00:00Z"), &f->now));
    for (uint8_t i = 0; i < ALB_COUNT(f->keys); i++) {
        uint8_t scalar[32] = {[31] = (uint8_t)(i + 1)};
        assert_int_equal(crypto_key_from_scalar(scalar, &f->keys[i], NULL), ALB_OK);
    }
    assert_int_equal(
        smki_authority_create_root(f->ctx, "organisation-root", "R", f->keys[0], f->now, &f->root, NULL),
        ALB_OK);
    assert_int_equal(smki_authority_create_issuing(f->ctx, f->root, "organisation-issuing", "I", f->keys[1],
                                                   f->now, &f->issuing, NULL),
                     ALB_OK);
    f->supplier = issue(f, 1);
    f->other = issue(f, 2);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    smki_certificate_free(f->supplier);
    smki_certificate_free(f->other);
    smki_authority_free(f->root);
    smki_authority_free(f->issuing);
    for (size_t i = 0; i < ALB_COUNT(f->keys); i++) {
        crypto_key_free(f->keys[i]);
    }
    crypto_ctx_free(f->ctx);
    free(f);
    return 0;
}

static smki_crl *list_of(const fixture *f, smki_authority *ca, const smki_revoked *entries, size_t n)
{
    smki_crl *list = NULL;
    assert_int_equal(smki_crl_issue(f->ctx, ca, entries, n, 7, f->now, f->now + ALB_DAYS(2), &list, NULL),
                     ALB_OK);
    return list;
}

static smki_keystore *store_of(const fixture *f)
{
    smki_keystore *ks = smki_keystore_new();
    const smki_authority *authorities[] = {f->root, f->issuing};
    for (size_t i = 0; i < ALB_COUNT(authorities); i++) {
        smki_certificate *c = NULL;
        alb_span der = smki_certificate_der(smki_authority_certificate(authorities[i]));
        assert_int_equal(smki_certificate_parse(der, &c, NULL), ALB_OK);
        assert_int_equal(smki_keystore_add(ks, c, NULL, NULL, NULL), ALB_OK);
        smki_certificate_free(c);
    }
    return ks;
}

static void test_openssl_reads_our_lists(void **state)
{
    const fixture *f = *state;
    const smki_revoked entries[] = {
        {.serial = smki_certificate_serial(f->supplier), .when = f->now, .reason = 1},
        {.serial = smki_certificate_serial(f->other), .when = f->now}};
    for (size_t n = 0; n <= 2; n++) {
        smki_crl *list = list_of(f, f->issuing, entries, n);
        const unsigned char *p = smki_crl_der(list).ptr;
        const unsigned char *q = smki_certificate_der(smki_authority_certificate(f->issuing)).ptr;
        X509_CRL *x = d2i_X509_CRL(NULL, &p, (long)smki_crl_der(list).len);
        X509 *ca = d2i_X509(NULL, &q, (long)smki_certificate_der(smki_authority_certificate(f->issuing)).len);
        assert_non_null(x);
        assert_int_equal(X509_CRL_verify(x, X509_get0_pubkey(ca)), 1);
        assert_int_equal(X509_CRL_get_version(x), 1);
        assert_int_equal(n == 0 ? 0 : sk_X509_REVOKED_num(X509_CRL_get_REVOKED(x)), n);
        X509_CRL_free(x);
        X509_free(ca);
        smki_crl_free(list);
    }
}

static void test_fields(void **state)
{
    const fixture *f = *state;
    const smki_revoked entries[] = {
        {.serial = smki_certificate_serial(f->supplier), .when = f->now - ALB_DAYS(1), .reason = 4}};
    smki_crl *list = list_of(f, f->issuing, entries, 1);
    assert_int_equal(smki_crl_number(list), 7);
    assert_true(smki_crl_this_update(list) == f->now);
    assert_true(smki_crl_next_update(list) == f->now + ALB_DAYS(2));
    assert_int_equal(smki_crl_count(list), 1);
    const smki_revoked *found = smki_crl_find(list, smki_certificate_serial(f->supplier));
    assert_non_null(found);
    assert_true(found->when == entries[0].when);
    assert_string_equal(smki_reason_name(found->reason), "superseded");
    assert_null(smki_crl_find(list, smki_certificate_serial(f->other)));
    assert_true(smki_crl_is_of(f->ctx, list, smki_authority_certificate(f->issuing)));
    assert_true(smki_crl_is_of(f->ctx, list, smki_authority_certificate(f->issuing)));
    assert_false(smki_crl_is_of(f->ctx, list, smki_authority_certificate(f->root)));
    smki_crl_free(list);
    uint8_t reason;
    assert_true(smki_reason_named("cessationOfOperation", &reason));
    assert_int_equal(reason, 5);
    assert_false(smki_reason_named("boredom", &reason));
}

static void test_a_path_heeds_lists(void **state)
{
    const fixture *f = *state;
    smki_keystore *ks = store_of(f);
    smki_path_options o = {.at = f->now, .role = SMKI_ROLE_NONE};
    const smki_revoked entries[] = {
        {.serial = smki_certificate_serial(f->supplier), .when = f->now, .reason = 1}};
    smki_crl *list = list_of(f, f->issuing, entries, 1);
    /* A list that names it, but of the root: not its issuer's. */
    smki_crl *roots = list_of(f, f->root, entries, 1);
    assert_int_equal(smki_keystore_add_list(ks, roots, NULL), ALB_OK);
    assert_int_equal(smki_path_check(f->ctx, f->supplier, ks, &o, NULL), ALB_OK);
    assert_int_equal(smki_keystore_add_list(ks, list, NULL), ALB_OK);
    alb_err err = {.code = ALB_OK};
    assert_int_equal(smki_path_check(f->ctx, f->supplier, ks, &o, &err), ALB_AUTH_FAILED);
    assert_non_null(strstr(err.detail, "revoked 2026-01-01T00:00:00Z, keyCompromise"));
    assert_int_equal(smki_path_check(f->ctx, f->other, ks, &o, NULL), ALB_OK);
    o.at = f->now - 1; /* before, it was good: not by this check, which finds it not valid yet */
    err = (alb_err){.code = ALB_OK};
    assert_int_equal(smki_path_check(f->ctx, f->supplier, ks, &o, &err), ALB_AUTH_FAILED);
    assert_non_null(strstr(err.detail, "not valid before"));
    smki_keystore_free(ks);
}

/* The root's list revokes the issuing authority and with it all below. */
static void test_authorities_are_revoked_too(void **state)
{
    const fixture *f = *state;
    smki_keystore *ks = store_of(f);
    smki_path_options o = {.at = f->now, .role = SMKI_ROLE_NONE};
    const smki_revoked entries[] = {
        {.serial = smki_certificate_serial(smki_authority_certificate(f->issuing)),
         .when = f->now,
         .reason = 2}};
    assert_int_equal(smki_keystore_add_list(ks, list_of(f, f->root, entries, 1), NULL), ALB_OK);
    alb_err err = {.code = ALB_OK};
    assert_int_equal(smki_path_check(f->ctx, f->supplier, ks, &o, &err), ALB_AUTH_FAILED);
    assert_non_null(strstr(err.detail, "CN=I,OU=07: revoked"));
    smki_keystore_free(ks);
}

static void test_altered_lists(void **state)
{
    const fixture *f = *state;
    const smki_revoked entries[] = {{.serial = smki_certificate_serial(f->supplier), .when = f->now}};
    smki_crl *list = list_of(f, f->issuing, entries, 1);
    uint8_t der[1024];
    alb_span whole = smki_crl_der(list);
    assert_true(whole.len < sizeof der);
    for (size_t i = 0; i < whole.len; i++) {
        memcpy(der, whole.ptr, whole.len);
        der[i] ^= 1;
        smki_crl *bad = NULL;
        if (smki_crl_parse(alb_span_of(der, whole.len), &bad, NULL) == ALB_OK) {
            assert_false(smki_crl_is_of(f->ctx, bad, smki_authority_certificate(f->issuing)));
            smki_crl_free(bad);
        }
        assert_int_not_equal(smki_crl_parse(alb_span_of(der, i), &bad, NULL), ALB_OK);
    }
    smki_crl_free(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_openssl_reads_our_lists), cmocka_unit_test(test_fields),
        cmocka_unit_test(test_a_path_heeds_lists),      cmocka_unit_test(test_authorities_are_revoked_too),
        cmocka_unit_test(test_altered_lists),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
