/* Requests: what we write we read, OpenSSL reads and verifies it, and what breaks a rule is refused by its
 * name. */
#include "smki/name.h"
#include "smki/request.h"

#include "vectors.h"

#include <openssl/x509.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

typedef struct fixture {
    crypto_ctx *ctx;
    crypto_key *keys[4];
    smki_authority *root, *issuing;
    alb_time now;
} fixture;

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->ctx = crypto_ctx_new();
    f->now = ALB_TIME_2000;
    for (uint8_t i = 0; i < ALB_COUNT(f->keys); i++) {
        uint8_t scalar[32] = {[31] = (uint8_t)(i + 1)};
        assert_int_equal(crypto_key_from_scalar(scalar, &f->keys[i], NULL), ALB_OK);
    }
    assert_int_equal(
        smki_authority_create_root(f->ctx, "device-root", "R", f->keys[0], f->now, &f->root, NULL), ALB_OK);
    assert_int_equal(smki_authority_create_issuing(f->ctx, f->root, "device-issuing", "I", f->keys[1], f->now,
                                                   &f->issuing, NULL),
                     ALB_OK);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    smki_authority_free(f->root);
    smki_authority_free(f->issuing);
    for (size_t i = 0; i < ALB_COUNT(f->keys); i++) {
        crypto_key_free(f->keys[i]);
    }
    crypto_ctx_free(f->ctx);
    free(f);
    return 0;
}

static smki_subject device(void)
{
    return (smki_subject){.profile = "device",
                          .entity = alb_eui64_of(0x1122334455667788),
                          .usage = SMKI_USAGE_KEY_AGREEMENT,
                          .hardware_type = "1.2.826.0.1372.1.1.2.1",
                          .not_before = ALB_TIME_NONE,
                          .not_after = ALB_TIME_NONE};
}

static smki_subject supplier(void)
{
    smki_subject s = device();
    s.profile = "organisation";
    s.role = SMKI_ROLE_SUPPLIER;
    s.usage = SMKI_USAGE_DIGITAL_SIGNATURE;
    s.hardware_type = NULL;
    s.common_name = "A Supplier";
    return s;
}

static size_t write_request(const fixture *f, const smki_subject *s, uint8_t out[static SMKI_REQUEST_MAX])
{
    alb_wr w = alb_wr_init(out, SMKI_REQUEST_MAX);
    assert_int_equal(smki_request_write(f->ctx, s, f->keys[2], &w, NULL), ALB_OK);
    return w.pos;
}

static void test_there_and_back(void **state)
{
    const fixture *f = *state;
    const smki_subject asked[] = {device(), supplier()};
    for (size_t i = 0; i < ALB_COUNT(asked); i++) {
        uint8_t der[SMKI_REQUEST_MAX];
        smki_request *r = NULL;
        alb_err err = {.code = ALB_OK};
        size_t len = write_request(f, &asked[i], der);
        if (smki_request_parse(f->ctx, alb_span_of(der, len), &r, &err) != ALB_OK) {
            fail_msg("%s", err.detail);
        }
        smki_subject s = smki_request_subject(r);
        assert_string_equal(s.profile, asked[i].profile);
        assert_true(alb_eui64_equal(s.entity, asked[i].entity));
        assert_int_equal(s.usage, asked[i].usage);
        assert_true(crypto_pub_equal(s.public_key, crypto_key_public(f->keys[2])));
        assert_int_equal(s.common_name != NULL, asked[i].common_name != NULL);
        smki_request_free(r);
        /* OpenSSL agrees. */
        const unsigned char *p = der;
        X509_REQ *x = d2i_X509_REQ(NULL, &p, (long)len);
        assert_non_null(x);
        assert_int_equal(X509_REQ_verify(x, X509_REQ_get0_pubkey(x)), 1);
        X509_REQ_free(x);
    }
}

static void test_an_authority_issues_what_is_requested(void **state)
{
    const fixture *f = *state;
    uint8_t der[SMKI_REQUEST_MAX];
    smki_request *r = NULL;
    smki_certificate *c = NULL;
    smki_subject asked = device();
    size_t len = write_request(f, &asked, der);
    assert_int_equal(smki_request_parse(f->ctx, alb_span_of(der, len), &r, NULL), ALB_OK);
    smki_subject s = smki_request_subject(r);
    assert_int_equal(smki_authority_issue(f->ctx, f->issuing, &s, f->now, &c, NULL), ALB_OK);
    assert_true(alb_eui64_equal(smki_certificate_entity(c), asked.entity));
    assert_int_equal(smki_certificate_usage(c), SMKI_USAGE_KEY_AGREEMENT);
    /* The hardware type is the device's own. */
    static const uint8_t type[] = {0x2a, 0x86, 0x3a, 0x00, 0x8a, 0x5c, 0x01, 0x01, 0x02, 0x01};
    assert_true(alb_span_equal(smki_certificate_hardware_type(c), ALB_SPAN_OF(type)));
    smki_certificate_free(c);
    smki_request_free(r);
}

static void test_armour(void **state)
{
    const fixture *f = *state;
    uint8_t der[SMKI_REQUEST_MAX];
    char text[3 * SMKI_REQUEST_MAX];
    smki_subject asked = device();
    size_t len = write_request(f, &asked, der);
    static const char *const labels[] = {"CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST", NULL,
                                         "CERTIFICATE"};
    static const alb_status want[] = {ALB_OK, ALB_OK, ALB_OK, ALB_BAD_KEY};
    for (size_t i = 0; i < ALB_COUNT(labels); i++) {
        smki_request *r = NULL;
        alb_wr w = alb_wr_init(text, sizeof text);
        if (labels[i]) {
            crypto_pem_write(labels[i], alb_span_of(der, len), &w);
        } else {
            alb_wr_base64(&w, alb_span_of(der, len));
        }
        assert_int_equal(smki_request_parse(f->ctx, alb_wr_span(&w), &r, NULL), want[i]);
        if (r) {
            assert_true(alb_span_equal(smki_request_der(r), alb_span_of(der, len)));
        }
        smki_request_free(r);
    }
}

/* Replaces octets, signs again with the key of the request and expects that step to refuse. */
static void refused(const fixture *f, const smki_subject *asked, alb_span from, alb_span to, bool sign,
                    alb_status want, const char *step)
{
    uint8_t der[SMKI_REQUEST_MAX];
    uint8_t again[SMKI_REQUEST_MAX];
    size_t len = write_request(f, asked, der);
    uint8_t *at = memmem(der, len, from.ptr, from.len);
    assert_non_null(at);
    memcpy(at, to.ptr, to.len);
    alb_wr w = alb_wr_init(again, sizeof again);
    if (sign) {
        size_t outer = der[1] == 0x82 ? 4 : 3;
        size_t info = outer + (der[outer + 1] == 0x81 ? 3U + der[outer + 2] : 2U + der[outer + 1]) - outer;
        uint8_t signature[CRYPTO_SIGNATURE];
        uint8_t signature_der[CRYPTO_SIGNATURE_DER];
        assert_int_equal(crypto_sign(f->ctx, f->keys[2], alb_span_of(der + outer, info), signature, NULL),
                         ALB_OK);
        size_t n = crypto_signature_to_der(signature, signature_der);
        alb_wr_u8(&w, 0x30);
        alb_wr_length(&w, info + 12 + 3 + n);
        alb_wr_bytes(&w, alb_span_of(der + outer, info + 12));
        alb_wr_u8(&w, 0x03);
        alb_wr_length(&w, n + 1);
        alb_wr_u8(&w, 0);
        alb_wr_bytes(&w, alb_span_of(signature_der, n));
    } else {
        alb_wr_bytes(&w, alb_span_of(der, len));
    }
    smki_request *r = NULL;
    alb_err err = {.code = ALB_OK};
    assert_int_equal(smki_request_parse(f->ctx, alb_wr_span(&w), &r, &err), want);
    smki_request_free(r);
    if (step) {
        assert_non_null(strstr(err.rule, step));
    }
}

static void test_every_step_refuses(void **state)
{
    const fixture *f = *state;
    const smki_subject d = device();
    const smki_subject s = supplier();
    static const uint8_t version[] = {0x02, 0x01, 0x00, 0x30};
    static const uint8_t version_1[] = {0x02, 0x01, 0x01, 0x30};
    static const uint8_t role[] = {0x0c, 0x02, '0', '2'};
    static const uint8_t no_role[] = {0x0c, 0x02, 'x', '2'};
    static const uint8_t curve[] = {0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
    static const uint8_t other_curve[] = {0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x06};
    static const uint8_t ka[] = {0x03, 0x02, 0x03, 0x08};
    static const uint8_t both[] = {0x03, 0x02, 0x03, 0x88};
    static const uint8_t usage[] = {0x55, 0x1d, 0x0f};
    static const uint8_t policies[] = {0x55, 0x1d, 0x25};
    static const uint8_t attribute[] = {0x01, 0x09, 0x0e};
    static const uint8_t challenge[] = {0x01, 0x09, 0x07};
    refused(f, &d, ALB_SPAN_OF(version), ALB_SPAN_OF(version), true, ALB_OK, NULL); /* the test signs well */
    refused(f, &d, ALB_SPAN_OF(version), ALB_SPAN_OF(version_1), true, ALB_BAD_KEY, "F2");
    refused(f, &s, ALB_SPAN_OF(role), ALB_SPAN_OF(no_role), true, ALB_BAD_KEY, "F3");
    refused(f, &d, ALB_SPAN_OF(curve), ALB_SPAN_OF(other_curve), true, ALB_BAD_KEY, NULL);
    refused(f, &d, ALB_SPAN_OF(ka), ALB_SPAN_OF(ka), false, ALB_OK, NULL);
    refused(f, &d, ALB_SPAN_OF(ka), ALB_SPAN_OF(both), false, ALB_AUTH_FAILED, "F5");
    refused(f, &d, ALB_SPAN_OF(ka), ALB_SPAN_OF(both), true, ALB_BAD_KEY, "F6");
    refused(f, &d, ALB_SPAN_OF(usage), ALB_SPAN_OF(policies), true, ALB_BAD_KEY, "F6");
    refused(f, &d, ALB_SPAN_OF(attribute), ALB_SPAN_OF(challenge), true, ALB_BAD_KEY, "F6");
}

static void test_pieces_are_refused(void **state)
{
    const fixture *f = *state;
    uint8_t der[SMKI_REQUEST_MAX];
    smki_subject asked = supplier();
    size_t len = write_request(f, &asked, der);
    smki_request *r = NULL;
    for (size_t n = 0; n < len; n++) {
        assert_int_not_equal(smki_request_parse(f->ctx, alb_span_of(der, n), &r, NULL), ALB_OK);
    }
    der[len] = 0;
    assert_int_not_equal(smki_request_parse(f->ctx, alb_span_of(der, len + 1), &r, NULL), ALB_OK);
}

/* The answer of a device to CS02c holds a request: it is read, and written again but for the signature. */
static void test_the_request_of_a_device(void **state)
{
    const fixture *f = *state;
    vectors v;
    smki_request *r = NULL;
    if (!vectors_load(&v)) {
        vectors_free(&v);
        skip();
    }
    for (size_t i = 0; i < v.count; i++) {
        enum { HEADER = 36 };
        if (!strstr(v.items[i].name, "CS02c_6.17_SUCCESS_RESPONSE")) {
            continue;
        }
        alb_span m = v.items[i].message;
        size_t len = 4 + ((size_t)m.ptr[HEADER + 2] << 8 | m.ptr[HEADER + 3]);
        assert_int_equal(smki_request_parse(f->ctx, alb_span_sub(m, HEADER, len), &r, NULL), ALB_OK);
    }
    assert_non_null(r);
    smki_subject s = smki_request_subject(r);
    assert_string_equal(s.profile, "device");
    uint8_t again[SMKI_REQUEST_MAX];
    alb_wr w = alb_wr_init(again, sizeof again);
    assert_int_equal(smki_request_write(f->ctx, &s, f->keys[2], &w, NULL), ALB_OK);
    /* Head, empty subject and attributes; only key and signature are another's. */
    enum { HEAD = 4, INFO = 3 + 186, POINT = 3 + 3 + 2 + 26 };
    uint8_t info[INFO];
    memcpy(info, again + HEAD, INFO);
    memcpy(info + POINT, crypto_pub_point(s.public_key), CRYPTO_POINT);
    assert_memory_equal(info, smki_request_der(r).ptr + HEAD, INFO);
    smki_request_free(r);
    vectors_free(&v);
}

/* DER with every octet that is the certificate's own (serial number, names and identifiers, key, signature)
 * set to zero: what is left is its form. */
static void wipe(uint8_t *in, size_t len, alb_span own)
{
    uint8_t *at = own.len > 0 ? memmem(in, len, own.ptr, own.len) : NULL;
    if (at) {
        memset(at, 0, own.len);
    }
}

enum { FORM_MAX = 1024 };

static size_t form_of(const smki_certificate *c, uint8_t out[static FORM_MAX])
{
    alb_span der = smki_certificate_der(c);
    alb_eui64 entity = smki_certificate_entity(c);
    /* The signature's length varies, and that of the whole with it: the body alone. */
    size_t len = 4 + ((size_t)der.ptr[6] << 8 | der.ptr[7]);
    assert_true(len <= FORM_MAX && der.ptr[5] == 0x82);
    memcpy(out, der.ptr + 4, len);
    wipe(out, len, smki_certificate_serial(c));
    wipe(out, len, smki_certificate_ski(c));
    wipe(out, len, smki_certificate_aki(c));
    wipe(out, len, alb_eui64_span(&entity));
    wipe(out, len, alb_span_of(crypto_pub_point(smki_certificate_public(c)), CRYPTO_POINT));
    return len;
}

/* The certificate that the message with this name carries from octet `at` on. */
static smki_certificate *certificate_in(const vectors *v, const char *name, size_t at)
{
    for (size_t i = 0; i < v->count; i++) {
        smki_certificate *c = NULL;
        alb_span m = v->items[i].message;
        if (strstr(v->items[i].name, name) && m.len > at + 4) {
            size_t len = 4 + ((size_t)m.ptr[at + 2] << 8 | m.ptr[at + 3]);
            assert_int_equal(smki_certificate_parse(alb_span_sub(m, at, len), &c, NULL), ALB_OK);
            return c;
        }
    }
    return NULL;
}

/* CS02c's request becomes a certificate that has the form of the one that CS02d brings back to the device:
 * fields, order, encodings; only what is the certificate's own differs. */
static void test_the_certificate_for_a_device(void **state)
{
    const fixture *f = *state;
    vectors v;
    enum { RESPONSE = 36, COMMAND = 51 };
    if (!vectors_load(&v)) {
        vectors_free(&v);
        skip();
    }
    smki_request *r = NULL;
    smki_authority *issuing = NULL;
    smki_certificate *ours = NULL;
    for (size_t i = 0; i < v.count && !r; i++) {
        alb_span m = v.items[i].message;
        if (strstr(v.items[i].name, "CS02c_6.17_SUCCESS_RESPONSE")) {
            size_t len = 4 + ((size_t)m.ptr[RESPONSE + 2] << 8 | m.ptr[RESPONSE + 3]);
            assert_int_equal(smki_request_parse(f->ctx, alb_span_sub(m, RESPONSE, len), &r, NULL), ALB_OK);
        }
    }
    smki_certificate *theirs = certificate_in(&v, "CS02d_6.15.2_SUCCESS_COMMAND", COMMAND);
    assert_non_null(r);
    assert_non_null(theirs);
    /* An authority whose name is that of theirs. */
    char name[65] = "";
    smki_attribute a;
    alb_rd names = smki_name_open(smki_certificate_issuer(theirs));
    assert_true(smki_name_next(&names, &a) && a.value.len < sizeof name);
    memcpy(name, a.value.ptr, a.value.len);
    assert_int_equal(smki_authority_create_issuing(f->ctx, f->root, "device-issuing", name, f->keys[3],
                                                   f->now, &issuing, NULL),
                     ALB_OK);
    smki_subject s = smki_request_subject(r);
    s.usage = smki_certificate_usage(theirs);
    s.not_before = smki_certificate_not_before(theirs);
    s.not_after = smki_certificate_not_after(theirs);
    assert_int_equal(smki_authority_issue(f->ctx, issuing, &s, f->now, &ours, NULL), ALB_OK);
    uint8_t form[FORM_MAX];
    uint8_t wanted[FORM_MAX];
    size_t len = form_of(theirs, wanted);
    assert_int_equal(form_of(ours, form), len);
    assert_memory_equal(form, wanted, len);
    smki_certificate_free(ours);
    smki_certificate_free(theirs);
    smki_authority_free(issuing);
    smki_request_free(r);
    vectors_free(&v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_an_authority_issues_what_is_requested),
        cmocka_unit_test(test_armour),
        cmocka_unit_test(test_every_step_refuses),
        cmocka_unit_test(test_pieces_are_refused),
        cmocka_unit_test(test_the_request_of_a_device),
        cmocka_unit_test(test_the_certificate_for_a_device),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
