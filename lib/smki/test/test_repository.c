/* The repository's web service: requests exactly as clients send them, answers as they read them. */
#include "smki/authority.h"
#include "smki/crl.h"
#include "smki/repository.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define XML "<?xml version=\"1.0\" encoding=\"utf-8\"?>"

typedef struct fixture {
    crypto_ctx *ctx;
    xml_context *xml;
    crypto_key *keys[3];
    smki_authority *root, *issuing, *device_root, *device_issuing;
    smki_keystore *store;
    smki_certificate *supplier, *meter;
    alb_time now;
    alb_buf out;
} fixture;

static smki_certificate *issue(fixture *f, smki_authority *ca, const char *profile, smki_usage usage)
{
    smki_certificate *c = NULL;
    smki_subject s = {.profile = profile,
                      .entity = alb_eui64_of(0x90abcdef12345678),
                      .role = SMKI_ROLE_SUPPLIER,
                      .usage = usage,
                      .public_key = crypto_key_public(f->keys[2]),
                      .not_before = ALB_TIME_NONE,
                      .not_after = ALB_TIME_NONE};
    assert_int_equal(smki_authority_issue(f->ctx, ca, &s, f->now, &c, NULL), ALB_OK);
    assert_int_equal(smki_keystore_add(f->store, c, NULL, NULL, NULL), ALB_OK);
    return c;
}

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->ctx = crypto_ctx_new();
    f->xml = xml_context_new();
    f->store = smki_keystore_new();
    alb_buf_init(&f->out, 1 << 20);
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
    assert_int_equal(
        smki_authority_create_root(f->ctx, "device-root", "R", f->keys[0], f->now, &f->device_root, NULL),
        ALB_OK);
    assert_int_equal(smki_authority_create_issuing(f->ctx, f->device_root, "device-issuing", "I", f->keys[1],
                                                   f->now, &f->device_issuing, NULL),
                     ALB_OK);
    smki_certificate *c = NULL;
    assert_int_equal(
        smki_certificate_parse(smki_certificate_der(smki_authority_certificate(f->issuing)), &c, NULL),
        ALB_OK);
    assert_int_equal(smki_keystore_add(f->store, c, NULL, NULL, NULL), ALB_OK);
    smki_certificate_free(c);
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
    alb_buf_release(&f->out);
    xml_context_free(f->xml);
    crypto_ctx_free(f->ctx);
    free(f);
    return 0;
}

/* NUL-terminated answer to one request. */
static const char *ask(fixture *f, const char *path, const char *body, alb_time now, int want)
{
    smki_repository r = smki_repository_of(f->store);
    alb_buf_clear(&f->out);
    assert_int_equal(smki_repository_answer(&r, f->xml, path, "", alb_span_str(body), now, &f->out), want);
    alb_buf_add_u8(&f->out, 0);
    return (const char *)f->out.ptr;
}

static void has(const char *answer, const char *text)
{
    if (!strstr(answer, text)) {
        fail_msg("'%s' is not in %s", text, answer);
    }
}

static size_t times(const char *answer, const char *text)
{
    size_t n = 0;
    while ((answer = strstr(answer, text)) != NULL) {
        n++;
        answer++;
    }
    return n;
}

static void test_search(void **state)
{
    fixture *f = *state;
    const char *answer = ask(f, SMKI_REPOSITORY_SEARCH,
                             XML "<CertificateSearchRequest><CertificateSubjectName>90-AB-CD-EF-12-34-56-78"
                                 "</CertificateSubjectName></CertificateSearchRequest>",
                             f->now, 200);
    assert_int_equal(times(answer, "<Result>"), 1);
    has(answer, "<ResponseCode>200</ResponseCode><ResponseMessage>Success</ResponseMessage><AuditReference>");
    has(answer,
        "<CertificateSubjectName>90-AB-CD-EF-12-34-56-78</CertificateSubjectName>"
        "<CertificateStatus>I</CertificateStatus><CertificateRole>2</CertificateRole>"
        "<CertificateUsage>DS</CertificateUsage><ManufacturingFlag>false</ManufacturingFlag></Result>");
    answer = ask(f, SMKI_REPOSITORY_SEARCH,
                 XML "<CertificateSearchRequest><CertificateSubjectAltName>90-ab-cd-ef-12-34-56-78"
                     "</CertificateSubjectAltName></CertificateSearchRequest>",
                 f->now, 200);
    assert_int_equal(times(answer, "<Result>"), 1);
    has(answer, "<CertificateSubjectAltName>90-AB-CD-EF-12-34-56-78</CertificateSubjectAltName>"
                "<CertificateStatus>I</CertificateStatus><CertificateUsage>KA</CertificateUsage>");
    assert_int_equal(times(answer, "CertificateRole"), 0);
    (void)ask(f, SMKI_REPOSITORY_SEARCH,
              XML "<CertificateSearchRequest><CertificateSubjectName>00-00-00-00-00-00-00-01"
                  "</CertificateSubjectName></CertificateSearchRequest>",
              f->now, 402);
}

static void retrieve(fixture *f, bool cut, alb_time now, const char *status)
{
    char serial[80] = "";
    char body[300];
    char der[1024] = "";
    alb_wr w = alb_wr_init(serial, sizeof serial - 1);
    alb_wr_hex(&w, smki_certificate_serial(f->supplier));
    const char *digits = cut && serial[0] == '0' ? serial + 1 : serial;
    (void)snprintf(
        body, sizeof body,
        XML "<CertificateDataRequest><CertificateSerial>%s</CertificateSerial></CertificateDataRequest>",
        digits);
    const char *answer = ask(f, SMKI_REPOSITORY_RETRIEVE, body, now, 200);
    w = alb_wr_init(der, sizeof der - 1);
    alb_wr_text(&w, "<CertificateBody>");
    alb_wr_base64(&w, smki_certificate_der(f->supplier));
    alb_wr_text(&w, "</CertificateBody><CertificateRole>2<");
    has(answer, der);
    (void)snprintf(body, sizeof body, "<CertificateStatus>%s</CertificateStatus>", status);
    has(answer, body);
}

static void test_retrieve(void **state)
{
    fixture *f = *state;
    retrieve(f, false, f->now, "I");
    retrieve(f, true, f->now, "I");
    retrieve(f, true, f->now + ALB_DAYS(3660), "E");
    (void)ask(f, SMKI_REPOSITORY_RETRIEVE,
              XML
              "<CertificateDataRequest><CertificateSerial>1234</CertificateSerial></CertificateDataRequest>",
              f->now, 402);
    const smki_revoked entry = {.serial = smki_certificate_serial(f->supplier), .when = f->now};
    smki_crl *list = NULL;
    assert_int_equal(
        smki_crl_issue(f->ctx, f->issuing, &entry, 1, 1, f->now, f->now + ALB_DAYS(1), &list, NULL), ALB_OK);
    assert_int_equal(smki_keystore_add_list(f->store, list, NULL), ALB_OK);
    retrieve(f, false, f->now, "R");
}

static void test_what_is_not_understood(void **state)
{
    fixture *f = *state;
    static const char *const bad[] = {
        "",
        "no XML",
        "<CertificateDataRequest/>",
        "<CertificateSearchRequest/>",
        "<CertificateSearchRequest><CertificateSubjectName/></CertificateSearchRequest>",
        "<CertificateSearchRequest><CertificateSerial>xyz</CertificateSerial></CertificateSearchRequest>",
        "<CertificateSearchRequest><CertificateSerial></CertificateSerial></CertificateSearchRequest>",
        "<!DOCTYPE a><CertificateSearchRequest/>"};
    for (size_t i = 0; i < ALB_COUNT(bad); i++) {
        has(ask(f, SMKI_REPOSITORY_SEARCH, bad[i], f->now, 401), "<ResponseCode>401</ResponseCode>");
    }
    (void)ask(f, "/services/other", bad[3], f->now, 404);
}

static void test_api_key(void **state)
{
    fixture *f = *state;
    smki_repository r = smki_repository_of(f->store);
    static const struct {
        const char *query;
        int want;
    } cases[] = {{"apikey=secret", 402},
                 {"a=b&apikey=secret&c", 402},
                 {"apikey=secre", 403},
                 {"apikey=secrets", 403},
                 {"", 403},
                 {"apikey", 403}};
    r.api_key = "secret";
    for (size_t i = 0; i < ALB_COUNT(cases); i++) {
        alb_buf_clear(&f->out);
        assert_int_equal(smki_repository_answer(&r, f->xml, SMKI_REPOSITORY_RETRIEVE, cases[i].query,
                                                ALB_LIT("<CertificateDataRequest><CertificateSerial>1"
                                                        "</CertificateSerial></CertificateDataRequest>"),
                                                f->now, &f->out),
                         cases[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_search), cmocka_unit_test(test_retrieve),
                                       cmocka_unit_test(test_what_is_not_understood),
                                       cmocka_unit_test(test_api_key)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
