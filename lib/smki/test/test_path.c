/* What a path check lets pass and what it refuses, each refusal with its reason. Certificates that no profile
 * allows are made by altering issued ones and signing again. */
#include "smki/authority.h"
#include "smki/path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct fixture {
    crypto_ctx *ctx;
    crypto_key *keys[8];
    smki_authority *root, *issuing, *device_root, *device_issuing;
    smki_keystore *store;
    smki_certificate *supplier, *meter;
    smki_path_options any; /* role, no time */
    alb_time now;
} fixture;

static void store_authority(fixture *f, const smki_authority *ca)
{
    smki_certificate *c = NULL;
    alb_span der = smki_certificate_der(smki_authority_certificate(ca));
    assert_int_equal(smki_certificate_parse(der, &c, NULL), ALB_OK);
    assert_int_equal(smki_keystore_add(f->store, c, NULL, NULL, NULL), ALB_OK);
    smki_certificate_free(c);
}

static smki_certificate *issue(const fixture *f, smki_authority *ca, const char *profile, smki_usage usage)
{
    smki_certificate *c = NULL;
    smki_subject s = {.profile = profile,
                      .entity = alb_eui64_of(0x1122334455660000),
                      .role = SMKI_ROLE_SUPPLIER,
                      .usage = usage,
                      .public_key = crypto_key_public(f->keys[4]),
                      .not_before = ALB_TIME_NONE,
                      .not_after = ALB_TIME_NONE};
    assert_int_equal(smki_authority_issue(f->ctx, ca, &s, f->now, &c, NULL), ALB_OK);
    return c;
}

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->ctx = crypto_ctx_new();
    f->store = smki_keystore_new();
    f->any = (smki_path_options){.at = ALB_TIME_NONE, .role = SMKI_ROLE_NONE};
    assert_true(alb_time_parse(ALB_LIT("2026-01-01T00:00:00Z"), &f->now));
    for (uint8_t i = 0; i < ALB_COUNT(f->keys); i++) {
        uint8_t scalar[32] = {[31] = (uint8_t)(i + 1)};
        assert_int_equal(crypto_key_from_scalar(scalar, &f->keys[i], NULL), ALB_OK);
    }
    assert_int_equal(
        smki_authority_create_root(f->ctx, "organisation-root", "RA", f->keys[0], f->now, &f->root, NULL),
        ALB_OK);
    assert_int_equal(smki_authority_create_issuing(f->ctx, f->root, "organisation-issuing", "IA", f->keys[1],
                                                   f->now, &f->issuing, NULL),
                     ALB_OK);
    assert_int_equal(
        smki_authority_create_root(f->ctx, "device-root", "RD", f->keys[2], f->now, &f->device_root, NULL),
        ALB_OK);
    assert_int_equal(smki_authority_create_issuing(f->ctx, f->device_root, "device-issuing", "ID", f->keys[3],
                                                   f->now, &f->device_issuing, NULL),
                     ALB_OK);
    store_authority(f, f->root);
    store_authority(f, f->issuing);
    store_authority(f, f->device_root);
    store_authority(f, f->device_issuing);
    f->supplier = issue(f, f->issuing, "organisation", SMKI_USAGE_DIGITAL_SIGNATURE);
    f->meter = issue(f, f->device_issuing, "device", SMKI_USAGE_KEY_AGREEMENT);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    smki_certificate_free(f->supplier);
    smki_certificate_free(f->meter);
    smki_keystore_free(f->store);
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

/* --- altering --- */

/* The certificate with `from` replaced by `to` (of the same length, there exactly once) and signed again with
 * key; key NULL: the old signature stays. */
static alb_status alter(const fixture *f, const smki_certificate *c, alb_span from, alb_span to,
                        const crypto_key *key, smki_certificate **out)
{
    uint8_t der[1024];
    uint8_t whole[1200];
    alb_span old = smki_certificate_der(c);
    assert_true(old.len < sizeof der && from.len == to.len);
    memcpy(der, old.ptr, old.len);
    uint8_t *at = memmem(der, old.len, from.ptr, from.len);
    assert_non_null(at);
    memcpy(at, to.ptr, to.len);
    if (!key) {
        return smki_certificate_parse(alb_span_of(der, old.len), out, NULL);
    }
    enum { OUTER = 4, ALGORITHM = 12 }; /* octets of the outer header, and of the algorithm behind the body */
    size_t body = ((size_t)der[OUTER + 2] << 8 | der[OUTER + 3]) + 4;
    uint8_t signature[CRYPTO_SIGNATURE];
    uint8_t signature_der[CRYPTO_SIGNATURE_DER];
    assert_int_equal(crypto_sign(f->ctx, key, alb_span_of(der + OUTER, body), signature, NULL), ALB_OK);
    size_t len = crypto_signature_to_der(signature, signature_der);
    alb_wr w = alb_wr_init(whole, sizeof whole);
    alb_wr_u8(&w, 0x30);
    alb_wr_length(&w, body + ALGORITHM + 3 + len);
    alb_wr_bytes(&w, alb_span_of(der + OUTER, body + ALGORITHM));
    alb_wr_u8(&w, 0x03);
    alb_wr_length(&w, len + 1);
    alb_wr_u8(&w, 0);
    alb_wr_bytes(&w, alb_span_of(signature_der, len));
    return smki_certificate_parse(alb_wr_span(&w), out, NULL);
}

static smki_certificate *altered(const fixture *f, const smki_certificate *c, alb_span from, alb_span to,
                                 const crypto_key *key)
{
    smki_certificate *out = NULL;
    assert_int_equal(alter(f, c, from, to, key, &out), ALB_OK);
    return out;
}

static void refused(const fixture *f, const smki_certificate *c, const smki_path_options *options,
                    alb_status want, const char *why)
{
    alb_err err = {.code = ALB_OK};
    assert_int_equal(smki_path_check(f->ctx, c, f->store, options, &err), want);
    assert_non_null(err.rule);
    if (!strstr(err.detail, why)) {
        print_error("'%s' does not say '%s'\n", err.detail, why);
        fail();
    }
}

/* --- the tests --- */

static void test_whole_paths_pass(void **state)
{
    const fixture *f = *state;
    smki_path_options o = {.at = f->now, .role = SMKI_ROLE_SUPPLIER, .policy = "1.2.826.0.1.8641679.1.2.1.4"};
    assert_int_equal(smki_path_check(f->ctx, f->supplier, f->store, &o, NULL), ALB_OK);
    assert_int_equal(smki_path_check(f->ctx, f->meter, f->store, &f->any, NULL), ALB_OK);
}

static void test_authorities(void **state)
{
    const fixture *f = *state;
    smki_path_options o = f->any;
    o.authority = true;
    const smki_authority *good[] = {f->root, f->issuing, f->device_root, f->device_issuing};
    for (size_t i = 0; i < ALB_COUNT(good); i++) {
        assert_int_equal(smki_path_check(f->ctx, smki_authority_certificate(good[i]), f->store, &o, NULL),
                         ALB_OK);
    }
    refused(f, f->supplier, &o, ALB_AUTH_FAILED, "is no authority");
    /* A root that nobody put into the store. */
    smki_authority *other = NULL;
    assert_int_equal(
        smki_authority_create_root(f->ctx, "device-root", "RD", f->keys[5], f->now, &other, NULL), ALB_OK);
    refused(f, smki_authority_certificate(other), &o, ALB_AUTH_FAILED, "no authority key identifier");
    smki_authority_free(other);
}

static void test_time(void **state)
{
    const fixture *f = *state;
    smki_path_options o = f->any;
    o.at = f->now + ALB_DAYS(3653);
    refused(f, f->supplier, &o, ALB_AUTH_FAILED, "expired 2035-12-31T23:59:59Z");
    o.at = f->now - 1;
    refused(f, f->supplier, &o, ALB_AUTH_FAILED, "not valid before");
    o.at = f->now + ALB_DAYS(365 * 26); /* the device never ends, its authority does */
    refused(f, f->meter, &o, ALB_AUTH_FAILED, "expired");
}

static void test_role_and_policy(void **state)
{
    const fixture *f = *state;
    smki_path_options o = f->any;
    o.role = SMKI_ROLE_NETWORK_OPERATOR;
    refused(f, f->supplier, &o, ALB_AUTH_FAILED, "another role");
    o = f->any;
    o.policy = "1.2.3";
    refused(f, f->supplier, &o, ALB_AUTH_FAILED, "policy");
    /* A policy of its own that the authority does not stand for. */
    static const uint8_t policy[] = {0x8f, 0xb9, 0x0f, 1, 2, 1, 4};
    static const uint8_t other[] = {0x8f, 0xb9, 0x0f, 1, 2, 1, 5};
    smki_certificate *c = altered(f, f->supplier, ALB_SPAN_OF(policy), ALB_SPAN_OF(other), f->keys[1]);
    refused(f, c, &f->any, ALB_AUTH_FAILED, "no policy holds");
    smki_certificate_free(c);
}

static void test_signature(void **state)
{
    const fixture *f = *state;
    static const uint8_t supplier[] = {0x0c, 0x02, '0', '2'};
    static const uint8_t operator[] = {0x0c, 0x02, '0', '3'};
    smki_certificate *c = altered(f, f->supplier, ALB_SPAN_OF(supplier), ALB_SPAN_OF(operator), NULL);
    refused(f, c, &f->any, ALB_AUTH_FAILED, "signature is not that of its issuer");
    smki_certificate_free(c);
    c = altered(f, f->supplier, ALB_SPAN_OF(supplier), ALB_SPAN_OF(operator), f->keys[5]);
    refused(f, c, &f->any, ALB_AUTH_FAILED, "signature is not that of its issuer");
    smki_certificate_free(c);
    /* The same alteration by the authority itself is fine: the test alters as it should. */
    c = altered(f, f->supplier, ALB_SPAN_OF(supplier), ALB_SPAN_OF(operator), f->keys[1]);
    assert_int_equal(smki_path_check(f->ctx, c, f->store, &f->any, NULL), ALB_OK);
    smki_certificate_free(c);
}

static void test_issuer(void **state)
{
    const fixture *f = *state;
    smki_authority *stranger = NULL, *strange_root = NULL;
    assert_int_equal(smki_authority_create_root(f->ctx, "organisation-root", "RA", f->keys[5], f->now,
                                                &strange_root, NULL),
                     ALB_OK);
    assert_int_equal(smki_authority_create_issuing(f->ctx, strange_root, "organisation-issuing", "IA",
                                                   f->keys[6], f->now, &stranger, NULL),
                     ALB_OK);
    smki_certificate *c = issue(f, stranger, "organisation", SMKI_USAGE_DIGITAL_SIGNATURE);
    refused(f, c, &f->any, ALB_NO_KEY, "no certificate of the issuer CN=IA,OU=07");
    smki_certificate_free(c);
    smki_authority_free(stranger);
    smki_authority_free(strange_root);
    /* An ordinary certificate issues nothing, even where names and key identifiers fit. */
    refused(f, smki_authority_certificate(f->issuing), &f->any, ALB_AUTH_FAILED,
            "neither of an organisation");
}

/* An end-entity certificate that is used to issue another, and an authority that issues authorities. */
static void test_who_may_issue(void **state)
{
    const fixture *f = *state;
    const smki_certificate *issuing = smki_authority_certificate(f->issuing);
    const smki_certificate *chain[] = {issuing, NULL};
    const smki_certificate *root = smki_authority_certificate(f->root);
    smki_anchor anchor = {.pub = smki_certificate_public(root), .key_id = smki_certificate_ski(root)};
    static const uint8_t ca[] = {0x30, 0x06, 0x01, 0x01, 0xff, 0x02, 0x01, 0x00};
    static const uint8_t no_ca[] = {0x30, 0x06, 0x01, 0x01, 0x00, 0x02, 0x01, 0x00};
    static const uint8_t sign[] = {0x03, 0x02, 0x01, 0x06};
    static const uint8_t crl_only[] = {0x03, 0x02, 0x01, 0x02};
    static const uint8_t role[] = {0x13, 0x02, '0', '7'};
    static const uint8_t supplier[] = {0x13, 0x02, '0', '2'};
    const struct {
        alb_span from, to;
        const char *why;
    } cases[] = {{ALB_SPAN_OF(ca), ALB_SPAN_OF(no_ca), "is no authority"},
                 {ALB_SPAN_OF(sign), ALB_SPAN_OF(crl_only), "is no authority"}};
    for (size_t i = 0; i < ALB_COUNT(cases); i++) {
        alb_err err = {.code = ALB_OK};
        smki_certificate *bad = altered(f, issuing, cases[i].from, cases[i].to, f->keys[0]);
        chain[0] = bad;
        assert_int_equal(smki_path_check_chain(f->ctx, f->supplier, chain, 1, &anchor, &f->any, &err),
                         ALB_AUTH_FAILED);
        assert_non_null(strstr(err.detail, cases[i].why));
        smki_certificate_free(bad);
    }
    /* Under an issuing authority whose OU is a supplier's. */
    alb_err err = {.code = ALB_OK};
    smki_certificate *odd = altered(f, issuing, ALB_SPAN_OF(role), ALB_SPAN_OF(supplier), f->keys[0]);
    smki_certificate *child = altered(f, f->supplier, ALB_SPAN_OF(role), ALB_SPAN_OF(supplier), f->keys[1]);
    chain[0] = odd;
    assert_int_equal(smki_path_check_chain(f->ctx, child, chain, 1, &anchor, &f->any, &err), ALB_AUTH_FAILED);
    assert_non_null(strstr(err.detail, "another infrastructure"));
    smki_certificate_free(odd);
    smki_certificate_free(child);
}

static void test_usage(void **state)
{
    const fixture *f = *state;
    static const uint8_t ds[] = {0x03, 0x02, 0x07, 0x80};
    static const uint8_t non_repudiation[] = {0x03, 0x02, 0x06, 0x40};
    static const uint8_t both[] = {0x03, 0x02, 0x03, 0x88};
    smki_certificate *c = altered(f, f->supplier, ALB_SPAN_OF(ds), ALB_SPAN_OF(non_repudiation), f->keys[1]);
    assert_int_equal(smki_certificate_usage(c), SMKI_USAGE_OTHER);
    refused(f, c, &f->any, ALB_AUTH_FAILED, "key usage");
    smki_certificate_free(c);
    c = altered(f, f->supplier, ALB_SPAN_OF(ds), ALB_SPAN_OF(both), f->keys[1]);
    refused(f, c, &f->any, ALB_AUTH_FAILED, "key usage");
    smki_certificate_free(c);
}

static void test_roles_in_text(void **state)
{
    const fixture *f = *state;
    static const uint8_t supplier[] = {0x0c, 0x02, '0', '2'};
    static const uint8_t letters[] = {0x0c, 0x02, 'z', '2'};
    static const uint8_t xml[] = {0x0c, 0x02, '8', '7'};
    smki_certificate *c = altered(f, f->supplier, ALB_SPAN_OF(supplier), ALB_SPAN_OF(letters), f->keys[1]);
    assert_int_equal(smki_certificate_role(c), SMKI_ROLE_NONE);
    refused(f, c, &f->any, ALB_AUTH_FAILED, "OU is not a role");
    smki_certificate_free(c);
    /* XML signing is a role for signatures only. */
    smki_certificate *agreement = issue(f, f->issuing, "organisation", SMKI_USAGE_KEY_AGREEMENT);
    c = altered(f, agreement, ALB_SPAN_OF(supplier), ALB_SPAN_OF(xml), f->keys[1]);
    refused(f, c, &f->any, ALB_AUTH_FAILED, "XML signing");
    smki_certificate_free(c);
    smki_certificate_free(agreement);
}

static void test_form(void **state)
{
    const fixture *f = *state;
    smki_certificate *c = NULL;
    /* Another curve, another signature algorithm, version 2, an extension twice. */
    static const uint8_t p256[] = {0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
    static const uint8_t p224[] = {0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x06};
    static const uint8_t sha256[] = {0x48, 0xce, 0x3d, 0x04, 0x03, 0x02};
    static const uint8_t sha384[] = {0x48, 0xce, 0x3d, 0x04, 0x03, 0x03};
    static const uint8_t v3[] = {0xa0, 0x03, 0x02, 0x01, 0x02};
    static const uint8_t v2[] = {0xa0, 0x03, 0x02, 0x01, 0x01};
    static const uint8_t aki[] = {0x55, 0x1d, 0x23};
    static const uint8_t ski[] = {0x55, 0x1d, 0x0e};
    assert_int_equal(alter(f, f->supplier, ALB_SPAN_OF(p256), ALB_SPAN_OF(p224), f->keys[1], &c),
                     ALB_BAD_KEY);
    assert_int_equal(alter(f, f->supplier, ALB_SPAN_OF(sha256), ALB_SPAN_OF(sha384), f->keys[1], &c),
                     ALB_BAD_KEY);
    assert_int_equal(alter(f, f->supplier, ALB_SPAN_OF(v3), ALB_SPAN_OF(v2), f->keys[1], &c), ALB_BAD_KEY);
    assert_int_equal(alter(f, f->supplier, ALB_SPAN_OF(aki), ALB_SPAN_OF(ski), f->keys[1], &c), ALB_BAD_KEY);
    /* A critical extension that nobody knows: well-formed, refused on the path. */
    static const uint8_t policies[] = {0x55, 0x1d, 0x20};
    static const uint8_t name_constraints[] = {0x55, 0x1d, 0x1e};
    c = altered(f, f->supplier, ALB_SPAN_OF(policies), ALB_SPAN_OF(name_constraints), f->keys[1]);
    refused(f, c, &f->any, ALB_AUTH_FAILED, "critical extension");
    smki_certificate_free(c);
    /* Every shortened form is refused, whole. */
    alb_span der = smki_certificate_der(f->supplier);
    for (size_t n = 0; n < der.len; n++) {
        assert_int_not_equal(smki_certificate_parse(alb_span_sub(der, 0, n), &c, NULL), ALB_OK);
    }
}

static void test_key_identifiers(void **state)
{
    const fixture *f = *state;
    uint8_t other[8];
    alb_span ski = smki_certificate_ski(f->supplier);
    memcpy(other, ski.ptr, sizeof other);
    other[7] ^= 1;
    smki_certificate *c = altered(f, f->supplier, ski, ALB_SPAN_OF(other), f->keys[1]);
    refused(f, c, &f->any, ALB_AUTH_FAILED, "not that of its key");
    smki_certificate_free(c);
}

static void test_chain_from_a_bare_key(void **state)
{
    const fixture *f = *state;
    const smki_certificate *issuing = smki_authority_certificate(f->issuing);
    const smki_certificate *root = smki_authority_certificate(f->root);
    const smki_certificate *unneeded = smki_authority_certificate(f->device_issuing);
    const smki_certificate *chain[] = {unneeded, issuing};
    smki_anchor anchor = {.pub = smki_certificate_public(root), .key_id = smki_certificate_ski(root)};
    alb_err err = {.code = ALB_OK};
    assert_int_equal(smki_path_check_chain(f->ctx, f->supplier, chain, 2, &anchor, &f->any, &err), ALB_OK);
    assert_int_equal(smki_path_check_chain(f->ctx, f->supplier, chain, 1, &anchor, &f->any, &err),
                     ALB_NO_KEY);
    anchor.pub = crypto_key_public(f->keys[7]);
    err = (alb_err){.code = ALB_OK};
    assert_int_equal(smki_path_check_chain(f->ctx, f->supplier, chain, 2, &anchor, &f->any, &err),
                     ALB_AUTH_FAILED);
    assert_non_null(strstr(err.detail, "not that of the trusted key"));
}

static void test_trusted_key_in_the_store(void **state)
{
    const fixture *f = *state;
    const smki_certificate *ca = smki_authority_certificate(f->issuing);
    smki_keystore *ks = smki_keystore_new();
    crypto_pub *wrong = NULL, *right = NULL;
    alb_span point = alb_span_of(crypto_pub_point(smki_certificate_public(ca)), CRYPTO_POINT);
    assert_int_equal(crypto_pub_load(point, &right, NULL), ALB_OK);
    point.ptr = crypto_pub_point(crypto_key_public(f->keys[7]));
    assert_int_equal(crypto_pub_load(point, &wrong, NULL), ALB_OK);
    assert_int_equal(smki_path_check(f->ctx, f->supplier, ks, &f->any, NULL), ALB_NO_KEY);
    assert_int_equal(smki_keystore_add_anchor(ks, wrong, NULL), ALB_OK);
    assert_int_equal(smki_path_check(f->ctx, f->supplier, ks, &f->any, NULL), ALB_NO_KEY);
    assert_int_equal(smki_keystore_add_anchor(ks, right, NULL), ALB_OK);
    assert_int_equal(smki_path_check(f->ctx, f->supplier, ks, &f->any, NULL), ALB_OK);
    assert_int_equal(smki_path_check(f->ctx, f->meter, ks, &f->any, NULL), ALB_NO_KEY);
    crypto_pub_free(right);
    crypto_pub_free(wrong);
    smki_keystore_free(ks);
}

static void test_pinning(void **state)
{
    const fixture *f = *state;
    static const uint8_t supplier[] = {0x0c, 0x02, '0', '2'};
    static const uint8_t xml[] = {0x0c, 0x02, '8', '7'};
    smki_path_options pin = f->any;
    pin.pin_self_signed = true;
    smki_certificate *self = altered(f, f->supplier, ALB_SPAN_OF(supplier), ALB_SPAN_OF(xml), f->keys[4]);
    smki_certificate *no_xml =
        altered(f, f->supplier, ALB_SPAN_OF(supplier), ALB_SPAN_OF(supplier), f->keys[4]);
    refused(f, self, &pin, ALB_AUTH_FAILED, "signature"); /* not in the store yet */
    assert_int_equal(smki_keystore_add(f->store, self, NULL, NULL, NULL), ALB_OK);
    assert_int_equal(smki_keystore_add(f->store, no_xml, NULL, NULL, NULL), ALB_OK);
    assert_int_equal(smki_path_check(f->ctx, self, f->store, &pin, NULL), ALB_OK);
    refused(f, self, &f->any, ALB_AUTH_FAILED, "signature");
    refused(f, no_xml, &pin, ALB_AUTH_FAILED, "signature");
    pin.at = f->now + ALB_DAYS(3653);
    refused(f, self, &pin, ALB_AUTH_FAILED, "expired");
    smki_certificate_free(self);
    smki_certificate_free(no_xml);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_paths_pass),
        cmocka_unit_test(test_authorities),
        cmocka_unit_test(test_time),
        cmocka_unit_test(test_role_and_policy),
        cmocka_unit_test(test_signature),
        cmocka_unit_test(test_issuer),
        cmocka_unit_test(test_who_may_issue),
        cmocka_unit_test(test_usage),
        cmocka_unit_test(test_roles_in_text),
        cmocka_unit_test(test_form),
        cmocka_unit_test(test_key_identifiers),
        cmocka_unit_test(test_chain_from_a_bare_key),
        cmocka_unit_test(test_trusted_key_in_the_store),
        cmocka_unit_test(test_pinning),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
