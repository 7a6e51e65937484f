/* What we sign verifies; whatever was done to it does not. */
#include "signature_fixture.h"
#include "vectors.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static duis_verify_options request_options(const signature_fixture *f)
{
    return (duis_verify_options){.store = f->store, .at = f->now};
}

static void sign(const signature_fixture *f, const char *text, const smki_identity *signer, alb_buf *out)
{
    alb_err err = {0};
    alb_buf_clear(out);
    if (duis_sign(f->crypto, f->xml, alb_span_str(text), signer, out, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
}

static duis_signature_fault verdict(const signature_fixture *f, const alb_buf *text,
                                    const duis_verify_options *o)
{
    alb_status st;
    duis_signature_fault fault = fixture_verdict(f, alb_buf_span(text), o, &st);
    assert_int_equal(st, ALB_OK);
    return fault;
}

static void verifies_what_it_signs(void **state)
{
    const signature_fixture *f = *state;
    alb_buf out;
    alb_buf_init(&out, 1 << 16);
    duis_verify_options o = request_options(f);
    sign(f, FIXTURE_REQUEST, f->user, &out);
    assert_int_equal(verdict(f, &out, &o), DUIS_SIGNATURE_OK);
    o.response = true;
    sign(f, FIXTURE_RESPONSE, f->dcc, &out);
    assert_int_equal(verdict(f, &out, &o), DUIS_SIGNATURE_OK);
    /* The document is as it was, but for the signature before its end tag. */
    assert_memory_equal(out.ptr, FIXTURE_RESPONSE, strlen(FIXTURE_RESPONSE) - strlen("</sr:Response >\n"));
    alb_buf_release(&out);
}

static void signs_no_document_twice_or_half(void **state)
{
    const signature_fixture *f = *state;
    alb_buf out, again;
    alb_buf_init(&out, 1 << 16);
    alb_buf_init(&again, 1 << 16);
    sign(f, FIXTURE_REQUEST, f->user, &out);
    assert_int_equal(duis_sign(f->crypto, f->xml, alb_buf_span(&out), f->user, &again, NULL), ALB_EXISTS);
    static const char *const bad[] = {
        "<a/>", "<a></a><!-- -->", "<a></a><?p </a>?>", "<a></a><!-- </a>-->", "<a>", ""};
    for (size_t i = 0; i < ALB_COUNT(bad); i++) {
        alb_buf_clear(&again);
        assert_int_equal(duis_sign(f->crypto, f->xml, alb_span_str(bad[i]), f->user, &again, NULL),
                         ALB_BAD_FORMAT);
    }
    smki_identity without = {.certificate = f->user->certificate, .pub = f->user->pub};
    assert_int_equal(duis_sign(f->crypto, f->xml, ALB_LIT("<a></a>"), &without, &again, NULL), ALB_NO_KEY);
    alb_buf_release(&out);
    alb_buf_release(&again);
}

static void refuses_every_changed_octet(void **state)
{
    const signature_fixture *f = *state;
    alb_buf out;
    alb_buf_init(&out, 1 << 16);
    duis_verify_options o = request_options(f);
    sign(f, FIXTURE_REQUEST, f->user, &out);
    for (size_t i = strlen("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"); i < out.len; i++) {
        alb_status st;
        out.ptr[i] ^= 1;
        if (fixture_verdict(f, alb_buf_span(&out), &o, &st) == DUIS_SIGNATURE_OK) {
            fail_msg("octet %zu: ...%.40s", i, (const char *)out.ptr + i);
        }
        out.ptr[i] ^= 1;
    }
    assert_int_equal(verdict(f, &out, &o), DUIS_SIGNATURE_OK);
    alb_buf_release(&out);
}

/* Replaces the first `from`. */
static void replaced(const alb_buf *in, const char *from, const char *to, alb_buf *out)
{
    const uint8_t *at = memmem(in->ptr, in->len, from, strlen(from));
    assert_non_null(at);
    size_t before = (size_t)(at - in->ptr);
    alb_buf_clear(out);
    alb_buf_add(out, alb_span_sub(alb_buf_span(in), 0, before));
    alb_buf_add_text(out, to);
    alb_buf_add(out, alb_span_sub(alb_buf_span(in), before + strlen(from), SIZE_MAX));
}

#define DSIG "http://www.w3.org/2000/09/xmldsig#"
#define EXC  "http://www.w3.org/2001/10/xml-exc-c14n#"

static const struct attack {
    const char *what, *from, *to;
    duis_signature_fault want;
} attacks[] = {
    {"inclusive SignedInfo", "Method Algorithm=\"" EXC,
     "Method Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315", DUIS_SIGNATURE_MALFORMED},
    {"with comments", "exc-c14n#", "exc-c14n#WithComments", DUIS_SIGNATURE_MALFORMED},
    {"inclusive prefixes", EXC "\"></ds:CanonicalizationMethod>",
     EXC "\"><ec:InclusiveNamespaces xmlns:ec=\"" EXC "\" PrefixList=\"sr\"/></ds:CanonicalizationMethod>",
     DUIS_SIGNATURE_MALFORMED},
    {"other signature algorithm", "xmldsig-more#ecdsa-sha256", "xmldsig-more#ecdsa-sha1",
     DUIS_SIGNATURE_MALFORMED},
    {"HMAC with the public key", "xmldsig-more#ecdsa-sha256", "xmldsig-more#hmac-sha256",
     DUIS_SIGNATURE_MALFORMED},
    {"other digest", "xmlenc#sha256", "xmlenc#sha512", DUIS_SIGNATURE_MALFORMED},
    {"no algorithm", "<ds:DigestMethod Algorithm", "<ds:DigestMethod Other", DUIS_SIGNATURE_MALFORMED},
    {"part of the document", "URI=\"\"", "URI=\"#a\"", DUIS_SIGNATURE_MALFORMED},
    {"external reference", "URI=\"\"", "URI=\"http://127.0.0.1/\"", DUIS_SIGNATURE_MALFORMED},
    {"no reference URI", " URI=\"\"", "", DUIS_SIGNATURE_MALFORMED},
    {"other transform", DSIG "enveloped-signature", EXC, DUIS_SIGNATURE_MALFORMED},
    {"transform by path", "enveloped-signature\"></ds:Transform>",
     "enveloped-signature\"><ds:XPath>1</ds:XPath></ds:Transform>", DUIS_SIGNATURE_MALFORMED},
    {"second transform", "<ds:Transforms>",
     "<ds:Transforms><ds:Transform Algorithm=\"" DSIG "enveloped-signature\"/>", DUIS_SIGNATURE_MALFORMED},
    {"no transform", "<ds:Transforms><ds:Transform Algorithm=\"" DSIG "enveloped-signature\"></ds:Transform>",
     "<ds:Transforms>", DUIS_SIGNATURE_MALFORMED},
    {"second reference", "</ds:Reference>", "</ds:Reference><ds:Reference URI=\"\"/>",
     DUIS_SIGNATURE_MALFORMED},
    {"object", "</ds:KeyInfo>", "</ds:KeyInfo><ds:Object><sr:Body/></ds:Object>", DUIS_SIGNATURE_MALFORMED},
    {"object before", "<ds:SignatureValue>", "<ds:Object/><ds:SignatureValue>", DUIS_SIGNATURE_MALFORMED},
    {"no SignedInfo", "ds:SignedInfo>", "ds:Signedinfo>", DUIS_SIGNATURE_MALFORMED},
    {"element in a value", "<ds:SignatureValue>", "<ds:SignatureValue><sr:a/>", DUIS_SIGNATURE_MALFORMED},
    {"text beside elements", "<ds:SignatureValue>", "x<ds:SignatureValue>", DUIS_SIGNATURE_MALFORMED},
    {"short value", "<ds:SignatureValue>", "<ds:SignatureValue>A</ds:SignatureValue><ds:a>",
     DUIS_SIGNATURE_MALFORMED},
    {"element behind the signature", "</ds:Signature>", "</ds:Signature><sr:Body/>",
     DUIS_SIGNATURE_MALFORMED},
    {"second signature", "<ds:Signature ", "<Signature xmlns=\"" DSIG "\"/><ds:Signature ",
     DUIS_SIGNATURE_MALFORMED},
    {"signature in the body", "<sr:Body>", "<sr:Body><Signature xmlns=\"" DSIG "\"/>",
     DUIS_SIGNATURE_MALFORMED},
    {"signature of another namespace", "<ds:Signature xmlns:ds=\"" DSIG "\">",
     "<ds:Signature xmlns:ds=\"urn:other\">", DUIS_SIGNATURE_ABSENT},
    {"key instead of a serial", "<ds:X509Data>", "<ds:KeyValue/><ds:X509Data>", DUIS_SIGNATURE_SERIAL},
    {"certificate beside the serial", "</ds:X509IssuerSerial>", "</ds:X509IssuerSerial><ds:X509Certificate/>",
     DUIS_SIGNATURE_SERIAL},
    {"no such serial", "<ds:X509SerialNumber>", "<ds:X509SerialNumber>1", DUIS_SIGNATURE_SERIAL},
    {"negative serial", "<ds:X509SerialNumber>", "<ds:X509SerialNumber>-", DUIS_SIGNATURE_SERIAL},
    {"endless serial", "<ds:X509SerialNumber>", "<ds:X509SerialNumber>99999999999999999999",
     DUIS_SIGNATURE_SERIAL},
    {"other issuer", "<ds:X509IssuerName>", "<ds:X509IssuerName>O=x,", DUIS_SIGNATURE_SERIAL},
    {"value changed", "00-DB", "00-DC", DUIS_SIGNATURE_DIGEST},
    {"attribute changed", "5.4", "5.3", DUIS_SIGNATURE_DIGEST},
    {"white space added", "</sr:Body>", "</sr:Body> ", DUIS_SIGNATURE_DIGEST},
    {"white space behind the signature", "</ds:Signature>", "</ds:Signature> ", DUIS_SIGNATURE_DIGEST},
    {"unused namespace dropped", " xmlns:unused=\"urn:unused\"", "", DUIS_SIGNATURE_DIGEST},
    {"declaration changed", "urn:x", "urn:y", DUIS_SIGNATURE_DIGEST},
    {"instruction added", "<sr:Request", "<?i?><sr:Request", DUIS_SIGNATURE_DIGEST},
    {"other digest value", "<ds:DigestValue>", "<ds:DigestValue>AAAA", DUIS_SIGNATURE_MALFORMED},
    {"attribute of SignedInfo", "<ds:SignedInfo>", "<ds:SignedInfo Id=\"a\">", DUIS_SIGNATURE_VALUE},
    {"white space in SignedInfo", "<ds:SignedInfo>", "<ds:SignedInfo> ", DUIS_SIGNATURE_VALUE},
    {"padding dropped", "=</ds:DigestValue>", "</ds:DigestValue>", DUIS_SIGNATURE_MALFORMED},
    /* What is no attack. */
    {"comment", "<sr:Body>", "<sr:Body><!-- c -->", DUIS_SIGNATURE_OK},
    {"other quotes", "\"5.4\"", "'5.4'", DUIS_SIGNATURE_OK},
    {"CDATA", "00-DB", "<![CDATA[00-]]>DB", DUIS_SIGNATURE_OK},
    {"lines in the value", "<ds:SignatureValue>", "<ds:SignatureValue>&#13;\n ", DUIS_SIGNATURE_OK},
    {"lines in the serial", "<ds:X509SerialNumber>", "<ds:X509SerialNumber>\n 00", DUIS_SIGNATURE_OK},
};

static void refuses_substitutions(void **state)
{
    const signature_fixture *f = *state;
    alb_buf out, attacked;
    alb_buf_init(&out, 1 << 16);
    alb_buf_init(&attacked, 1 << 16);
    duis_verify_options o = request_options(f);
    sign(f, FIXTURE_REQUEST, f->user, &out);
    for (size_t i = 0; i < ALB_COUNT(attacks); i++) {
        const struct attack *a = &attacks[i];
        replaced(&out, a->from, a->to, &attacked);
        if (strncmp(a->what, "short value", 11) == 0) { /* closes what it opened */
            alb_buf copy = attacked;
            alb_buf_init(&attacked, 1 << 16);
            replaced(&copy, "</ds:SignatureValue><ds:KeyInfo>", "</ds:a><ds:KeyInfo>", &attacked);
            alb_buf_release(&copy);
        } else if (strncmp(a->what, "no SignedInfo", 13) == 0) {
            alb_buf copy = attacked;
            alb_buf_init(&attacked, 1 << 16);
            replaced(&copy, "</ds:SignedInfo>", "</ds:Signedinfo>", &attacked);
            alb_buf_release(&copy);
        }
        duis_signature_fault got = verdict(f, &attacked, &o);
        if (got != a->want) {
            fail_msg("%s: %s", a->what, duis_signature_reason(got));
        }
    }
    alb_buf_release(&out);
    alb_buf_release(&attacked);
}

/* The signature of one document does not carry another, nor does one made in another's name. */
static void refuses_moved_signatures(void **state)
{
    const signature_fixture *f = *state;
    alb_buf a, b, mixed;
    alb_buf_init(&a, 1 << 16);
    alb_buf_init(&b, 1 << 16);
    alb_buf_init(&mixed, 1 << 16);
    duis_verify_options o = request_options(f);
    sign(f, "<a>1</a>", f->user, &a);
    sign(f, "<a>2</a>", f->user, &b);
    alb_buf_add_text(&mixed, "<a>2");
    alb_buf_add(&mixed, alb_span_sub(alb_buf_span(&a), 4, SIZE_MAX));
    assert_int_equal(verdict(f, &mixed, &o), DUIS_SIGNATURE_DIGEST);
    /* The digest of one and the value of the other. */
    size_t value_a = (size_t)((uint8_t *)memmem(a.ptr, a.len, "<ds:SignatureValue>", 19) - a.ptr);
    size_t value_b = (size_t)((uint8_t *)memmem(b.ptr, b.len, "<ds:SignatureValue>", 19) - b.ptr);
    alb_buf_clear(&mixed);
    alb_buf_add(&mixed, alb_span_sub(alb_buf_span(&b), 0, value_b));
    alb_buf_add(&mixed, alb_span_sub(alb_buf_span(&a), value_a, SIZE_MAX));
    assert_int_equal(verdict(f, &mixed, &o), DUIS_SIGNATURE_VALUE);
    /* One's key, the other's certificate. */
    smki_identity stolen = {.certificate = f->user->certificate, .key = f->dcc->key, .pub = f->user->pub};
    sign(f, FIXTURE_REQUEST, &stolen, &a);
    assert_int_equal(verdict(f, &a, &o), DUIS_SIGNATURE_VALUE);
    alb_buf_release(&a);
    alb_buf_release(&b);
    alb_buf_release(&mixed);
}

static void asks_who_may_sign(void **state)
{
    signature_fixture *f = *state;
    const struct {
        const smki_identity *signer;
        bool response, test;
        alb_time at;
        duis_signature_fault want;
    } cases[] = {
        {f->user, false, false, f->now, DUIS_SIGNATURE_OK},
        {f->user, false, false, ALB_TIME_NONE, DUIS_SIGNATURE_OK},
        {f->user, false, false, f->now - ALB_DAYS(3650), DUIS_SIGNATURE_CERTIFICATE},
        {f->user, false, false, f->now + ALB_DAYS(36500), DUIS_SIGNATURE_CERTIFICATE},
        {f->user, true, true, f->now, DUIS_SIGNATURE_CERTIFICATE},
        {f->dcc, true, false, f->now, DUIS_SIGNATURE_OK},
        {f->dcc, false, false, f->now, DUIS_SIGNATURE_CERTIFICATE},
        {f->dcc, false, true, f->now, DUIS_SIGNATURE_CERTIFICATE}, /* not the originator */
        {f->ordinary, false, false, f->now, DUIS_SIGNATURE_CERTIFICATE},
        {f->ordinary, false, true, f->now, DUIS_SIGNATURE_OK},
        {f->ordinary, true, true, f->now, DUIS_SIGNATURE_CERTIFICATE},
        {f->agreement, false, true, f->now, DUIS_SIGNATURE_CERTIFICATE},
    };
    alb_buf out;
    alb_buf_init(&out, 1 << 16);
    for (size_t i = 0; i < ALB_COUNT(cases); i++) {
        duis_verify_options o = {.store = f->store,
                                 .at = cases[i].at,
                                 .pinned_self_signed = cases[i].test,
                                 .response = cases[i].response};
        sign(f, FIXTURE_REQUEST, cases[i].signer, &out);
        if (verdict(f, &out, &o) != cases[i].want) {
            fail_msg("case %zu", i);
        }
    }
    /* A request in another's name. */
    alb_eui64 was = f->user_entity;
    duis_verify_options o = request_options(f);
    sign(f, FIXTURE_REQUEST, f->user, &out);
    f->user_entity = f->dcc_entity;
    assert_int_equal(verdict(f, &out, &o), DUIS_SIGNATURE_CERTIFICATE);
    f->user_entity = was;
    alb_buf_release(&out);
}

/* A list of the issuer, both in the store, ends what the signature was good for. */
static void refuses_revoked_signers(void **state)
{
    (void)state;
    signature_fixture *f = fixture_new();
    if (!f) {
        fail_msg("no fixture");
        return;
    }
    duis_verify_options o = request_options(f);
    const smki_revoked entry = {.serial = smki_certificate_serial(f->user->certificate), .when = f->now};
    smki_crl *list = NULL;
    smki_certificate *issuer = NULL;
    alb_buf out;
    alb_buf_init(&out, 1 << 16);
    sign(f, FIXTURE_REQUEST, f->user, &out);
    assert_int_equal(smki_crl_issue(f->crypto, f->issuer, &entry, 1, 1, f->now, f->now + 1000, &list, NULL),
                     ALB_OK);
    assert_int_equal(smki_keystore_add_list(f->store, list, NULL), ALB_OK);
    assert_int_equal(verdict(f, &out, &o), DUIS_SIGNATURE_OK); /* nobody knows whose list it is */
    assert_int_equal(
        smki_certificate_parse(smki_certificate_der(smki_authority_certificate(f->issuer)), &issuer, NULL),
        ALB_OK);
    assert_int_equal(smki_keystore_add(f->store, issuer, NULL, NULL, NULL), ALB_OK);
    assert_int_equal(verdict(f, &out, &o), DUIS_SIGNATURE_CERTIFICATE);
    smki_certificate_free(issuer);
    alb_buf_release(&out);
    fixture_free(f);
}

/* vectors-errata.md 5 */
static void judges_the_reference_responses(void **state)
{
    static const struct {
        const char *name;
        duis_signature_fault want, unpinned;
    } cases[] = {
        {"acknowledgement-error.xml", DUIS_SIGNATURE_ABSENT, DUIS_SIGNATURE_ABSENT},
        {"read-inventory-response-4g.xml", DUIS_SIGNATURE_OK, DUIS_SIGNATURE_CERTIFICATE},
        {"read-inventory-response-5.4.xml", DUIS_SIGNATURE_SERIAL, DUIS_SIGNATURE_SERIAL},
        {"readfw-response.xml", DUIS_SIGNATURE_OK, DUIS_SIGNATURE_CERTIFICATE},
        {"readfw-response-badsignature.xml", DUIS_SIGNATURE_VALUE, DUIS_SIGNATURE_CERTIFICATE},
        {"readfw-response-resigned.xml", DUIS_SIGNATURE_SERIAL, DUIS_SIGNATURE_SERIAL},
        {"readfw-response-nonexist-serial.xml", DUIS_SIGNATURE_SERIAL, DUIS_SIGNATURE_SERIAL},
        {"readfw-response-no-serial.xml", DUIS_SIGNATURE_SERIAL, DUIS_SIGNATURE_SERIAL},
        {"readfw-response-no-signature.xml", DUIS_SIGNATURE_ABSENT, DUIS_SIGNATURE_ABSENT},
        {"readfw-response-invalid.xml", DUIS_SIGNATURE_CERTIFICATE, DUIS_SIGNATURE_CERTIFICATE},
    };
    alb_arena *arena = alb_arena_new(1 << 20);
    const char *keys = vectors_path(arena, "keystore");
    if (!keys) {
        alb_arena_free(arena);
        skip();
    }
    signature_fixture f = *(signature_fixture *)*state;
    f.store = smki_keystore_new();
    assert_int_equal(smki_keystore_load(f.store, keys, NULL), ALB_OK);
    alb_buf text;
    alb_buf_init(&text, 1 << 20);
    alb_time at;
    assert_true(alb_time_parse(ALB_LIT("2026-01-01T00:00:00Z"), &at));
    for (size_t i = 0; i < ALB_COUNT(cases); i++) {
        duis_verify_options o = {.store = f.store, .at = at, .pinned_self_signed = true, .response = true};
        alb_buf_clear(&text);
        assert_int_equal(
            alb_file_read(vectors_path(arena, alb_arena_printf(arena, "duis-responses/%s", cases[i].name)),
                          &text, NULL),
            ALB_OK);
        duis_signature_fault got = verdict(&f, &text, &o);
        if (got != cases[i].want) {
            fail_msg("%s: %s", cases[i].name, duis_signature_reason(got));
        }
        o.pinned_self_signed = false;
        assert_int_equal(verdict(&f, &text, &o), cases[i].unpinned);
    }
    alb_buf_release(&text);
    smki_keystore_free(f.store);
    alb_arena_free(arena);
}

static int set_up(void **state)
{
    *state = fixture_new();
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    fixture_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verifies_what_it_signs),      cmocka_unit_test(signs_no_document_twice_or_half),
        cmocka_unit_test(refuses_every_changed_octet), cmocka_unit_test(refuses_substitutions),
        cmocka_unit_test(refuses_moved_signatures),    cmocka_unit_test(asks_who_may_sign),
        cmocka_unit_test(refuses_revoked_signers),     cmocka_unit_test(judges_the_reference_responses),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
