/* Issued certificates: read back by us, accepted by OpenSSL's own path validation, refused where the profile
 * says so; and the directory that pki init makes. */
#include "smki/authority.h"
#include "smki/path.h"

#include "base/file.h"
#include "catalogue/certificate.h"

#include <openssl/x509_vfy.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

typedef struct fixture {
    crypto_ctx *ctx;
    crypto_key *keys[5];
    smki_authority *root, *issuing, *device_root, *device_issuing;
    alb_time now;
} fixture;

static crypto_key *key_of(uint8_t n)
{
    uint8_t scalar[32] = {0};
    crypto_key *key = NULL;
    scalar[31] = n;
    assert_int_equal(crypto_key_from_scalar(scalar, &key, NULL), ALB_OK);
    return key;
}

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->ctx = crypto_ctx_new();
    assert_true(alb_time_parse(ALB_LIT("2026-01-01T00:00:00Z"), &f->now));
    for (uint8_t i = 0; i < ALB_COUNT(f->keys); i++) {
        f->keys[i] = key_of((uint8_t)(i + 1));
    }
    alb_err err = {.code = ALB_OK};
    assert_int_equal(
        smki_authority_create_root(f->ctx, "organisation-root", "RA", f->keys[0], f->now, &f->root, &err),
        ALB_OK);
    assert_int_equal(smki_authority_create_issuing(f->ctx, f->root, "organisation-issuing", "IA", f->keys[1],
                                                   f->now, &f->issuing, &err),
                     ALB_OK);
    assert_int_equal(
        smki_authority_create_root(f->ctx, "device-root", "RD", f->keys[2], f->now, &f->device_root, &err),
        ALB_OK);
    assert_int_equal(smki_authority_create_issuing(f->ctx, f->device_root, "device-issuing", "ID", f->keys[3],
                                                   f->now, &f->device_issuing, &err),
                     ALB_OK);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    smki_authority_free(f->root);
    smki_authority_free(f->issuing);
    smki_authority_free(f->device_root);
    smki_authority_free(f->device_issuing);
    for (size_t i = 0; i < ALB_COUNT(f->keys); i++) {
        crypto_key_free(f->keys[i]);
    }
    crypto_ctx_free(f->ctx);
    free(f);
    return 0;
}

static smki_subject supplier(const fixture *f)
{
    return (smki_subject){.profile = "organisation",
                          .entity = alb_eui64_of(0x1122334455660000),
                          .role = SMKI_ROLE_SUPPLIER,
                          .usage = SMKI_USAGE_DIGITAL_SIGNATURE,
                          .public_key = crypto_key_public(f->keys[4]),
                          .not_before = ALB_TIME_NONE,
                          .not_after = ALB_TIME_NONE};
}

static smki_subject meter(const fixture *f)
{
    smki_subject s = supplier(f);
    s.profile = "device";
    s.usage = SMKI_USAGE_KEY_AGREEMENT;
    return s;
}

static smki_certificate *issue(const fixture *f, smki_authority *ca, const smki_subject *s)
{
    smki_certificate *c = NULL;
    alb_err err = {.code = ALB_OK};
    assert_int_equal(smki_authority_issue(f->ctx, ca, s, f->now, &c, &err), ALB_OK);
    return c;
}

/* --- OpenSSL as the judge --- */

static X509 *x509_of(const smki_certificate *c)
{
    const unsigned char *p = smki_certificate_der(c).ptr;
    X509 *x = d2i_X509(NULL, &p, (long)smki_certificate_der(c).len);
    assert_non_null(x);
    return x;
}

/* Strict, with the policy wanted explicitly; the error code of OpenSSL. */
static int openssl_verdict(const smki_certificate *c, const smki_authority *issuing,
                           const smki_authority *root, const char *policy, alb_time at)
{
    X509 *leaf = x509_of(c);
    X509 *middle = x509_of(smki_authority_certificate(issuing));
    X509 *top = x509_of(smki_authority_certificate(root));
    X509_STORE *store = X509_STORE_new();
    STACK_OF(X509) *untrusted = sk_X509_new_null();
    X509_STORE_CTX *check = X509_STORE_CTX_new();
    X509_STORE_add_cert(store, top);
    sk_X509_push(untrusted, middle);
    X509_STORE_CTX_init(check, store, leaf, untrusted);
    X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(check);
    X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_X509_STRICT | X509_V_FLAG_POLICY_CHECK |
                                           X509_V_FLAG_EXPLICIT_POLICY);
    X509_VERIFY_PARAM_add0_policy(param, OBJ_txt2obj(policy, 1));
    X509_VERIFY_PARAM_set_time(param, (time_t)(at / 1000));
    int verdict = X509_verify_cert(check) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(check);
    X509_STORE_CTX_free(check);
    sk_X509_free(untrusted);
    X509_STORE_free(store);
    X509_free(leaf);
    X509_free(middle);
    X509_free(top);
    return verdict;
}

static void test_openssl_accepts_what_is_issued(void **state)
{
    const fixture *f = *state;
    const char *organisation = cat_certificate_named("organisation")->policy;
    const char *device = cat_certificate_named("device")->policy;
    smki_subject s = supplier(f);
    smki_subject m = meter(f);
    smki_subject x = supplier(f);
    x.profile = "xml-signing-user";
    smki_certificate *a = issue(f, f->issuing, &s);
    smki_certificate *b = issue(f, f->device_issuing, &m);
    smki_certificate *c = issue(f, f->issuing, &x);
    assert_int_equal(openssl_verdict(a, f->issuing, f->root, organisation, f->now), X509_V_OK);
    assert_int_equal(openssl_verdict(b, f->device_issuing, f->device_root, device, f->now), X509_V_OK);
    assert_int_equal(openssl_verdict(c, f->issuing, f->root, organisation, f->now), X509_V_OK);
    /* The judge can say no. */
    assert_int_equal(openssl_verdict(a, f->issuing, f->root, organisation, f->now + ALB_DAYS(3653)),
                     X509_V_ERR_CERT_HAS_EXPIRED);
    assert_int_equal(openssl_verdict(a, f->issuing, f->root, device, f->now), X509_V_ERR_NO_EXPLICIT_POLICY);
    smki_certificate_free(a);
    smki_certificate_free(b);
    smki_certificate_free(c);
}

/* --- what stands in them --- */

static void test_fields_of_an_organisation(void **state)
{
    const fixture *f = *state;
    smki_subject s = supplier(f);
    s.common_name = "Supplier \xc2\xa3";
    smki_certificate *c = issue(f, f->issuing, &s);
    const smki_certificate *ca = smki_authority_certificate(f->issuing);
    assert_int_equal(smki_certificate_kind(c), SMKI_KIND_ORGANISATION);
    assert_int_equal(smki_certificate_role(c), SMKI_ROLE_SUPPLIER);
    assert_int_equal(smki_certificate_usage(c), SMKI_USAGE_DIGITAL_SIGNATURE);
    assert_true(alb_eui64_equal(smki_certificate_entity(c), s.entity));
    assert_int_equal(smki_certificate_serial(c).len, 16);
    assert_int_equal(smki_certificate_ski(c).len, 8);
    assert_int_equal(smki_certificate_ski(c).ptr[0] >> 4, 4);
    assert_true(alb_span_equal(smki_certificate_aki(c), smki_certificate_ski(ca)));
    assert_true(alb_span_equal(smki_certificate_issuer(c), smki_certificate_subject(ca)));
    assert_true(smki_certificate_not_before(c) == f->now);
    char text[ALB_TIME_TEXT];
    assert_string_equal(alb_time_text(smki_certificate_not_after(c), text), "2035-12-31T23:59:59Z");
    assert_true(crypto_pub_equal(smki_certificate_public(c), s.public_key));
    assert_int_equal(smki_certificate_signed_by(f->ctx, c, smki_certificate_public(ca)), ALB_OK);
    smki_certificate_free(c);
}

static void test_fields_of_a_device(void **state)
{
    const fixture *f = *state;
    smki_subject s = meter(f);
    smki_certificate *c = issue(f, f->device_issuing, &s);
    smki_certificate *other = issue(f, f->device_issuing, &s);
    static const uint8_t empty[] = {0x30, 0x00};
    char text[ALB_TIME_TEXT];
    assert_int_equal(smki_certificate_kind(c), SMKI_KIND_DEVICE);
    assert_int_equal(smki_certificate_role(c), SMKI_ROLE_NONE);
    assert_int_equal(smki_certificate_usage(c), SMKI_USAGE_KEY_AGREEMENT);
    assert_true(alb_eui64_equal(smki_certificate_entity(c), s.entity));
    assert_true(alb_span_equal(smki_certificate_subject(c), ALB_SPAN_OF(empty)));
    assert_string_equal(alb_time_text(smki_certificate_not_after(c), text), "9999-12-31T23:59:59Z");
    assert_false(alb_span_equal(smki_certificate_serial(c), smki_certificate_serial(other)));
    smki_certificate_free(c);
    smki_certificate_free(other);
}

static void test_an_authority_opens_again(void **state)
{
    const fixture *f = *state;
    smki_certificate *own = NULL;
    smki_authority *again = NULL;
    smki_subject s = supplier(f);
    alb_span der = smki_certificate_der(smki_authority_certificate(f->issuing));
    assert_int_equal(smki_certificate_parse(der, &own, NULL), ALB_OK);
    assert_int_equal(smki_authority_open(own, f->keys[0], &again, NULL), ALB_BAD_KEY);
    assert_int_equal(smki_authority_open(own, f->keys[1], &again, NULL), ALB_OK);
    smki_certificate *c = issue(f, again, &s);
    assert_int_equal(smki_certificate_signed_by(f->ctx, c, smki_certificate_public(own)), ALB_OK);
    assert_int_equal(smki_authority_open(c, f->keys[4], &again, NULL), ALB_BAD_KEY); /* not an authority */
    smki_certificate_free(c);
    smki_certificate_free(own);
    smki_authority_free(again);
}

static void test_what_does_not_fit_is_refused(void **state)
{
    const fixture *f = *state;
    smki_certificate *c = NULL;
    smki_subject cases[11];
    for (size_t i = 0; i < ALB_COUNT(cases); i++) {
        cases[i] = supplier(f);
    }
    cases[0].role = SMKI_ROLE_XML_SIGNING_USER; /* has a profile of its own */
    cases[1].role = SMKI_ROLE_ISSUING_AUTHORITY;
    cases[2].usage = SMKI_USAGE_CERT_SIGN;
    cases[3].entity = alb_eui64_of(0);
    cases[4].common_name = "";
    cases[5].common_name = "a line\nbreak";
    cases[6].common_name = "12345678901234567890123456789012345678901234567890123456789012345";
    cases[7].not_after = f->now - 1;
    cases[8].not_after = f->now + ALB_DAYS(365 * 26); /* longer than its authority */
    cases[9].profile = "device";
    cases[10].profile = "organisation-issuing";
    for (size_t i = 0; i < ALB_COUNT(cases); i++) {
        alb_err err = {.code = ALB_OK};
        assert_int_equal(smki_authority_issue(f->ctx, f->issuing, &cases[i], f->now, &c, &err),
                         ALB_BAD_VALUE);
        assert_non_null(err.rule);
    }
    smki_subject s = supplier(f);
    s.profile = "no such profile";
    assert_int_equal(smki_authority_issue(f->ctx, f->issuing, &s, f->now, &c, NULL), ALB_UNKNOWN);
    s = supplier(f);
    s.profile = "xml-signing-dcc";
    s.usage = SMKI_USAGE_KEY_AGREEMENT;
    assert_int_equal(smki_authority_issue(f->ctx, f->issuing, &s, f->now, &c, NULL), ALB_BAD_VALUE);
    s = meter(f);
    s.common_name = "Meter";
    assert_int_equal(smki_authority_issue(f->ctx, f->device_issuing, &s, f->now, &c, NULL), ALB_BAD_VALUE);
    smki_authority *ca = NULL;
    assert_int_equal(
        smki_authority_create_root(f->ctx, "organisation-issuing", "X", f->keys[0], f->now, &ca, NULL),
        ALB_BAD_VALUE);
    assert_int_equal(smki_authority_create_root(f->ctx, "device-root", NULL, f->keys[0], f->now, &ca, NULL),
                     ALB_BAD_VALUE);
}

/* --- the directory --- */

static alb_status remove_file(void *ctx, const char *path, alb_err *err)
{
    (void)ctx;
    (void)err;
    return unlink(path) == 0 ? ALB_OK : ALB_IO;
}

static void remove_directory(const char *dir)
{
    assert_int_equal(alb_file_walk(dir, remove_file, NULL, NULL), ALB_OK);
    assert_int_equal(rmdir(dir), 0);
}

static unsigned mode_of(const char *dir, const char *name)
{
    char path[400];
    struct stat st;
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    assert_int_equal(stat(path, &st), 0);
    return st.st_mode & 0777;
}

static bool has_pair(const smki_keystore *ks, uint64_t entity, smki_slot slot, smki_role role)
{
    const smki_identity *id = smki_keystore_find(ks, alb_eui64_of(entity), slot);
    return id && id->key && id->certificate && smki_certificate_role(id->certificate) == role;
}

static alb_status check_in(const fixture *f, const char *dir, const smki_certificate *c)
{
    smki_keystore *ks = smki_keystore_new();
    smki_path_options o = {.at = f->now, .role = SMKI_ROLE_NONE};
    assert_int_equal(smki_keystore_load(ks, dir, NULL), ALB_OK);
    alb_status st = smki_path_check(f->ctx, c, ks, &o, NULL);
    smki_keystore_free(ks);
    return st;
}

static void revoke_and_check(const fixture *f, const char *dir, const smki_keystore *ks)
{
    alb_eui64 party = alb_eui64_of(0x1122334455660000);
    alb_eui64 device = alb_eui64_of(0x1122334455667788);
    const smki_certificate *c = smki_keystore_find(ks, party, SMKI_SLOT_DIGITAL_SIGNATURE)->certificate;
    const smki_certificate *other = smki_keystore_find(ks, party, SMKI_SLOT_KEY_AGREEMENT)->certificate;
    const smki_certificate *meter_own = smki_keystore_find(ks, device, SMKI_SLOT_KEY_AGREEMENT)->certificate;
    assert_int_equal(smki_pki_issue_lists(dir, f->now, NULL), ALB_OK);
    assert_int_equal(check_in(f, dir, c), ALB_OK);
    assert_int_equal(smki_pki_revoke(dir, c, 1, f->now, NULL), ALB_OK);
    assert_int_equal(smki_pki_revoke(dir, c, 1, f->now, NULL), ALB_EXISTS);
    assert_int_equal(smki_pki_revoke(dir, meter_own, 1, f->now, NULL), ALB_BAD_VALUE);
    assert_int_equal(smki_pki_revoke(dir, smki_authority_certificate(f->issuing), 1, f->now, NULL),
                     ALB_MISMATCH);
    assert_int_equal(check_in(f, dir, c), ALB_AUTH_FAILED);
    assert_int_equal(check_in(f, dir, other), ALB_OK);
    assert_int_equal(smki_pki_revoke(dir, other, 0, f->now, NULL), ALB_OK);
    assert_int_equal(smki_pki_issue_lists(dir, f->now, NULL), ALB_OK);
    assert_int_equal(check_in(f, dir, c), ALB_AUTH_FAILED); /* the new list keeps what the old ones had */
    assert_int_equal(check_in(f, dir, other), ALB_AUTH_FAILED);
}

/* A file *.anchor makes its key trusted; the same key under another name is nothing. */
static void test_anchor_files(void **state)
{
    const fixture *f = *state;
    char dir[] = "/tmp/albion-anchor-XXXXXX";
    char path[64];
    uint8_t spki[CRYPTO_SPKI];
    char pem[400];
    smki_subject s = supplier(f);
    smki_certificate *c = issue(f, f->issuing, &s);
    alb_wr w = alb_wr_init(spki, sizeof spki);
    crypto_pub_write_spki(smki_certificate_public(smki_authority_certificate(f->issuing)), &w);
    alb_wr p = alb_wr_init(pem, sizeof pem);
    crypto_pem_write("PUBLIC KEY", alb_wr_span(&w), &p);
    assert_non_null(mkdtemp(dir));
    (void)snprintf(path, sizeof path, "%s/oca.pem", dir);
    assert_int_equal(alb_file_create(path, alb_wr_span(&p), 0644, NULL), ALB_OK);
    assert_int_equal(check_in(f, dir, c), ALB_NO_KEY);
    (void)snprintf(path, sizeof path, "%s/oca.anchor", dir);
    assert_int_equal(alb_file_create(path, alb_wr_span(&p), 0644, NULL), ALB_OK);
    assert_int_equal(check_in(f, dir, c), ALB_OK);
    smki_certificate_free(c);
    remove_directory(dir);
}

static void test_a_directory(void **state)
{
    const fixture *f = *state;
    char parent[] = "/tmp/albion-pki-XXXXXX";
    assert_non_null(mkdtemp(parent));
    char dir[300];
    alb_err err = {.code = ALB_OK};
    (void)snprintf(dir, sizeof dir, "%s/pki", parent);
    assert_int_equal(smki_pki_init(dir, f->now, &err), ALB_OK);
    assert_int_equal(smki_pki_init(dir, f->now, &err), ALB_EXISTS);
    assert_int_equal(mode_of(parent, "pki"), 0700);
    assert_int_equal(mode_of(dir, "organisation-root.key"), 0600);
    assert_int_equal(mode_of(dir, "90b3d51f30000002-xml.key"), 0600);
    assert_int_equal(mode_of(dir, "90b3d51f30000002-xml.pem"), 0644);

    alb_eui64 party = alb_eui64_of(0x1122334455660000);
    alb_eui64 device = alb_eui64_of(0x1122334455667788);
    assert_int_equal(smki_pki_issue_entity(dir, party, SMKI_ROLE_SUPPLIER, "A Supplier", f->now, NULL),
                     ALB_OK);
    assert_int_equal(smki_pki_issue_entity(dir, device, SMKI_ROLE_NONE, NULL, f->now, NULL), ALB_OK);
    assert_int_equal(smki_pki_issue_entity(dir, party, SMKI_ROLE_OTHER, NULL, f->now, NULL), ALB_EXISTS);
    assert_int_equal(smki_pki_issue_entity(dir, party, SMKI_ROLE_ROOT, NULL, f->now, NULL), ALB_BAD_VALUE);
    assert_int_equal(smki_pki_issue_entity(parent, party, SMKI_ROLE_OTHER, NULL, f->now, NULL),
                     ALB_NOT_FOUND);

    smki_keystore *ks = smki_keystore_new();
    assert_int_equal(smki_keystore_load(ks, dir, &err), ALB_OK);
    assert_int_equal(smki_keystore_count(ks), 4 + 6 + 4 + 2);
    revoke_and_check(f, dir, ks);
    assert_true(has_pair(ks, 0x90b3d51f30000002, SMKI_SLOT_DIGITAL_SIGNATURE, SMKI_ROLE_ACB));
    assert_true(has_pair(ks, 0x90b3d51f30000002, SMKI_SLOT_KEY_AGREEMENT, SMKI_ROLE_ACB));
    assert_true(has_pair(ks, 0x90b3d51f30000002, SMKI_SLOT_XML_SIGNING, SMKI_ROLE_XML_SIGNING_DCC));
    assert_true(has_pair(ks, 0x90b3d51f30000001, SMKI_SLOT_DIGITAL_SIGNATURE, SMKI_ROLE_RECOVERY));
    assert_true(has_pair(ks, 0x90b3d51f30000004, SMKI_SLOT_DIGITAL_SIGNATURE, SMKI_ROLE_TRANSITIONAL_COS));
    assert_true(has_pair(ks, 0x90b3d51f30000007, SMKI_SLOT_DIGITAL_SIGNATURE, SMKI_ROLE_WAN_PROVIDER));
    assert_true(has_pair(ks, 0x1122334455660000, SMKI_SLOT_PREPAYMENT, SMKI_ROLE_SUPPLIER));
    assert_true(has_pair(ks, 0x1122334455660000, SMKI_SLOT_XML_SIGNING, SMKI_ROLE_XML_SIGNING_USER));
    assert_true(has_pair(ks, 0x1122334455667788, SMKI_SLOT_KEY_AGREEMENT, SMKI_ROLE_NONE));
    smki_keystore_free(ks);

    smki_authority *ca = NULL;
    smki_subject s = meter(f);
    assert_int_equal(smki_pki_open_issuer(dir, "device", &ca, NULL), ALB_OK);
    smki_certificate_free(issue(f, ca, &s));
    smki_authority_free(ca);
    assert_int_equal(smki_pki_open_issuer(dir, "nobody", &ca, NULL), ALB_UNKNOWN);
    remove_directory(dir);
    assert_int_equal(rmdir(parent), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_openssl_accepts_what_is_issued),
        cmocka_unit_test(test_fields_of_an_organisation),
        cmocka_unit_test(test_fields_of_a_device),
        cmocka_unit_test(test_an_authority_opens_again),
        cmocka_unit_test(test_what_does_not_fit_is_refused),
        cmocka_unit_test(test_anchor_files),
        cmocka_unit_test(test_a_directory),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
