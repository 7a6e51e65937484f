/* Every certificate of the reference keys: read, chained to the authority that issued it, and the ones that
 * are wrong on purpose or by accident found to be so. The authorities' certificates are not among them: their
 * public keys stand in the reference's notes on the test infrastructure. */
#include "smki/lint.h"
#include "smki/name.h"
#include "smki/path.h"

#include "issue_internal.h"

#include "vectors.h"

#include "catalogue/certificate.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { MAX_KEYS = 16 };

typedef struct fixture {
    crypto_ctx *ctx;
    alb_arena *arena;
    smki_keystore *store;
    crypto_pub *authorities[MAX_KEYS]; /* without certificates */
    size_t n_authorities;
} fixture;

/* Rows "| NAME | `04...` |" of the notes. */
static void read_authorities(fixture *f, alb_span notes)
{
    while (notes.len > 0 && f->n_authorities < MAX_KEYS) {
        const uint8_t *hit = memmem(notes.ptr, notes.len, "| `04", 5);
        if (!hit) {
            return;
        }
        notes = alb_span_sub(notes, (size_t)(hit - notes.ptr) + 3, SIZE_MAX);
        uint8_t point[CRYPTO_POINT];
        alb_wr w = alb_wr_init(point, sizeof point);
        if (alb_hex_decode(alb_span_sub(notes, 0, sizeof point * 2), &w) == ALB_OK && w.pos == sizeof point &&
            crypto_pub_load(alb_wr_span(&w), &f->authorities[f->n_authorities], NULL) == ALB_OK) {
            assert_int_equal(smki_keystore_add_anchor(f->store, f->authorities[f->n_authorities], NULL),
                             ALB_OK);
            f->n_authorities++;
        }
    }
}

/* The authority that signed c; NULL: none of them. */
static const crypto_pub *signer(const fixture *f, const smki_certificate *c)
{
    for (size_t i = 0; i < f->n_authorities; i++) {
        if (smki_certificate_signed_by(f->ctx, c, f->authorities[i]) == ALB_OK) {
            return f->authorities[i];
        }
    }
    return NULL;
}

static void test_every_certificate_is_judged(void **state)
{
    const fixture *f = *state;
    size_t devices = 0, organisations = 0, self_signed = 0, pinned = 0, surplus_zeros = 0,
           null_parameters = 0;
    smki_path_options o = {.at = ALB_TIME_NONE, .role = SMKI_ROLE_NONE};
    smki_path_options pin = o;
    pin.pin_self_signed = true;
    for (size_t i = 0; i < smki_keystore_count(f->store); i++) {
        const smki_certificate *c = smki_keystore_at(f->store, i)->certificate;
        if (!c) {
            continue;
        }
        const crypto_pub *by = signer(f, c);
        if (!by) {
            self_signed++;
            assert_int_equal(smki_certificate_signed_by(f->ctx, c, smki_certificate_public(c)), ALB_OK);
            assert_int_equal(smki_path_check(f->ctx, c, f->store, &o, NULL), ALB_AUTH_FAILED);
            pinned += smki_path_check(f->ctx, c, f->store, &pin, NULL) == ALB_OK;
            continue;
        }
        alb_err err = {.code = ALB_OK};
        if (smki_path_check(f->ctx, c, f->store, &o, &err) != ALB_OK) {
            fail_msg("%s", err.detail);
        }
        devices += smki_certificate_kind(c) == SMKI_KIND_DEVICE;
        organisations += smki_certificate_kind(c) == SMKI_KIND_ORGANISATION;
        const char *deviation = smki_certificate_deviation(c);
        surplus_zeros += deviation && strstr(deviation, "zeros") != NULL;
        null_parameters += deviation && strstr(deviation, "NULL") != NULL;
    }
    print_message("%zu devices, %zu organisations, %zu pinned\n", devices, organisations, pinned);
    assert_int_equal(devices, 400);
    assert_true(organisations >= 30);
    assert_int_equal(surplus_zeros, 2);
    assert_int_equal(null_parameters, 2); /* MDR: signature and key agreement */
    /* All that sign themselves are for XML, but for the two of the load controller. */
    assert_true(pinned >= 5);
    assert_int_equal(self_signed - pinned, 2);
}

/* --- lint --- */

typedef enum finding {
    SURPLUS_ZEROS,
    NULL_PARAMETERS,
    TOO_LONG,
    NO_ISSUER_KEY,
    OWN_KEY,
    BAD_ROLE,
    ELSE
} finding;
enum { FINDINGS = ELSE + 1 };

typedef struct findings {
    size_t of_this[FINDINGS];
    size_t of_all[FINDINGS];
} findings;

static void note_finding(void *ctx, const char *rule, const char *what)
{
    static const char *const texts[] = {
        [SURPLUS_ZEROS] = "surplus leading zeros",     [NULL_PARAMETERS] = "NULL and not absent",
        [TOO_LONG] = "is good for more than 10 years", [NO_ISSUER_KEY] = "authorityKeyIdentifier is missing",
        [OWN_KEY] = "signed with its own key",         [BAD_ROLE] = "role is not two hexadecimal digits"};
    findings *f = ctx;
    finding i = 0;
    assert_non_null(rule);
    while (i < ELSE && !strstr(what, texts[i])) {
        i++;
    }
    if (i == ELSE) {
        print_message("%s (%s)\n", what, rule);
    }
    f->of_this[i]++;
    f->of_all[i]++;
}

/* smki.md 5.9: what is known to be wrong is found, and nothing else. */
static void test_lint_finds_what_is_known(void **state)
{
    const fixture *f = *state;
    findings all = {0};
    size_t clean = 0;
    for (size_t i = 0; i < smki_keystore_count(f->store); i++) {
        const smki_certificate *c = smki_keystore_at(f->store, i)->certificate;
        if (!c) {
            continue;
        }
        memset(all.of_this, 0, sizeof all.of_this);
        clean += smki_lint(f->ctx, c, note_finding, &all) == 0;
        /* Those that sign themselves: a hundred years, no identifier of an issuer. */
        assert_int_equal(all.of_this[OWN_KEY], signer(f, c) == NULL);
        assert_int_equal(all.of_this[OWN_KEY], all.of_this[NO_ISSUER_KEY]);
        assert_int_equal(all.of_this[OWN_KEY], all.of_this[TOO_LONG]);
    }
    print_message("%zu clean, %zu self-signed\n", clean, all.of_all[OWN_KEY]);
    assert_int_equal(all.of_all[SURPLUS_ZEROS], 2);
    assert_int_equal(all.of_all[NULL_PARAMETERS], 2);
    assert_int_equal(all.of_all[BAD_ROLE], 1);
    assert_int_equal(all.of_all[ELSE], 0);
    assert_true(clean >= 398 + 25);
}

/* CN of a Name, NUL-terminated; NULL: none. */
static const char *common_name(alb_arena *arena, alb_span name)
{
    alb_rd r = smki_name_open(name);
    smki_attribute a;
    while (smki_name_next(&r, &a)) {
        if (a.type == SMKI_ATTRIBUTE_NAME) {
            return alb_arena_string(arena, a.value);
        }
    }
    return NULL;
}

static const char *profile_of(const smki_certificate *c)
{
    return smki_certificate_kind(c) == SMKI_KIND_DEVICE             ? "device"
           : smki_certificate_kind(c) == SMKI_KIND_AUTHORITY        ? "organisation-issuing"
           : smki_certificate_role(c) == SMKI_ROLE_XML_SIGNING_DCC  ? "xml-signing-dcc"
           : smki_certificate_role(c) == SMKI_ROLE_XML_SIGNING_USER ? "xml-signing-user"
                                                                    : "organisation";
}

static void assert_written_again(const fixture *f, const smki_certificate *c)
{
    smki_issue issue = {.profile = cat_certificate_named(profile_of(c)),
                        .role = (uint8_t)smki_certificate_role(c),
                        .usage = (uint16_t)smki_certificate_key_usage(c),
                        .entity = smki_certificate_entity(c),
                        .hardware = cat_certificate_named("device")->hardware,
                        .name = common_name(f->arena, smki_certificate_subject(c)),
                        .pub = smki_certificate_public(c),
                        .not_before = smki_certificate_not_before(c),
                        .not_after = smki_certificate_not_after(c),
                        .issuer = smki_certificate_issuer(c)};
    memcpy(issue.authority_key_id, smki_certificate_aki(c).ptr, sizeof issue.authority_key_id);
    uint8_t body[SMKI_CERTIFICATE_MAX];
    alb_wr w = alb_wr_init(body, sizeof body);
    smki_issue_write_body(&w, f->ctx, &issue, smki_certificate_serial(c));
    assert_int_equal(w.pos, c->tbs.len);
    assert_memory_equal(body, c->tbs.ptr, c->tbs.len);
}

/* What our authority would write for the same subject, key and period: octet for octet what the authorities
 * of the test infrastructure did. */
static void test_profiles_give_the_same_octets(void **state)
{
    const fixture *f = *state;
    size_t equal[2] = {0, 0};
    for (size_t i = 0; i < smki_keystore_count(f->store); i++) {
        const smki_certificate *c = smki_keystore_at(f->store, i)->certificate;
        if (!c || !signer(f, c)) {
            continue;
        }
        const char *authority = common_name(f->arena, smki_certificate_issuer(c));
        if (strcmp(authority, "Z1") == 0 || strcmp(authority, "E357") == 0) {
            assert_written_again(f, c);
            equal[smki_certificate_kind(c) == SMKI_KIND_DEVICE]++;
        }
    }
    print_message("%zu organisation and %zu device certificates written again\n", equal[0], equal[1]);
    assert_true(equal[0] >= 30);
    assert_int_equal(equal[1], 400);
}

/* --- certificates in Service Requests --- */

enum { MAX_IN_REQUEST = 16 };

/* Every element of the request whose text is a certificate in base64. */
static size_t certificates_of(alb_span xml, smki_certificate *out[static MAX_IN_REQUEST])
{
    size_t n = 0;
    const uint8_t *hit;
    while (n < MAX_IN_REQUEST && (hit = memmem(xml.ptr, xml.len, ">MII", 4)) != NULL) {
        xml = alb_span_sub(xml, (size_t)(hit - xml.ptr) + 1, SIZE_MAX);
        const uint8_t *end = memchr(xml.ptr, '<', xml.len);
        uint8_t der[2048];
        alb_wr w = alb_wr_init(der, sizeof der);
        assert_non_null(end);
        assert_int_equal(alb_base64_decode(alb_span_sub(xml, 0, (size_t)(end - xml.ptr)), &w), ALB_OK);
        assert_int_equal(smki_certificate_parse(alb_wr_span(&w), &out[n++], NULL), ALB_OK);
    }
    return n;
}

/* The replacement certificates of one request, by the authorities that come with it, up to a trusted key. */
static size_t check_request(const fixture *f, alb_span xml)
{
    smki_certificate *all[MAX_IN_REQUEST];
    const smki_certificate *issuers[MAX_IN_REQUEST];
    size_t n = certificates_of(xml, all);
    size_t n_issuers = 0;
    for (size_t i = 0; i < n; i++) {
        assert_written_again(f, all[i]);
        if (smki_certificate_kind(all[i]) == SMKI_KIND_AUTHORITY) {
            issuers[n_issuers++] = all[i];
        }
    }
    assert_true(n_issuers > 0);
    smki_anchor anchor = {.pub = signer(f, issuers[0]), .key_id = smki_certificate_aki(issuers[0])};
    smki_path_options o = {.role = SMKI_ROLE_NONE};
    assert_non_null(anchor.pub);
    assert_true(alb_time_parse(ALB_LIT("2026-01-01T00:00:00Z"), &o.at));
    for (size_t i = 0; i < n; i++) {
        alb_err err = {.code = ALB_OK};
        o.authority = smki_certificate_kind(all[i]) == SMKI_KIND_AUTHORITY;
        if (smki_path_check_chain(f->ctx, all[i], issuers, n_issuers, &anchor, &o, &err) != ALB_OK) {
            fail_msg("%s", err.detail);
        }
    }
    for (size_t i = 0; i < n; i++) {
        smki_certificate_free(all[i]);
    }
    return n;
}

typedef struct requests {
    const fixture *f;
    size_t files, certificates;
} requests;

static alb_status visit_request(void *ctx, const char *path, alb_err *err)
{
    requests *r = ctx;
    alb_buf xml;
    alb_buf_init(&xml, 1 << 20);
    alb_status st = alb_file_read(path, &xml, err);
    if (st == ALB_OK && memmem(xml.ptr, xml.len, "CertificationPathCertificates>", 30)) {
        r->files++;
        r->certificates += check_request(r->f, alb_buf_span(&xml));
    }
    alb_buf_release(&xml);
    return st;
}

static void test_certificates_of_requests(void **state)
{
    const fixture *f = *state;
    requests r = {.f = f};
    const char *dir = vectors_path(f->arena, "duis");
    if (!dir) {
        skip();
    }
    assert_int_equal(alb_file_walk(dir, visit_request, &r, NULL), ALB_OK);
    print_message("%zu certificates in %zu requests\n", r.certificates, r.files);
    assert_int_equal(r.files, 9);
}

/* --- certificates in messages --- */

/* Every certificate that begins somewhere in the message. */
static size_t certificates_in(alb_span m, smki_certificate *out[static MAX_IN_REQUEST])
{
    size_t n = 0;
    for (size_t at = 0; at + 4 < m.len && n < MAX_IN_REQUEST; at++) {
        if (m.ptr[at] == 0x30 && m.ptr[at + 1] == 0x82) {
            size_t len = 4 + ((size_t)m.ptr[at + 2] << 8 | m.ptr[at + 3]);
            n += len <= m.len - at &&
                 smki_certificate_parse(alb_span_sub(m, at, len), &out[n], NULL) == ALB_OK;
        }
    }
    return n;
}

/* How many of the end certificates of a message do not chain to ZA by the authorities that come with them. */
static size_t refused_in(const fixture *f, alb_span message, size_t *judged)
{
    smki_certificate *all[MAX_IN_REQUEST];
    const smki_certificate *issuers[MAX_IN_REQUEST];
    size_t n = certificates_in(message, all);
    size_t n_issuers = 0;
    size_t refused = 0;
    smki_path_options o = {.at = ALB_TIME_NONE, .role = SMKI_ROLE_NONE};
    for (size_t i = 0; i < n; i++) {
        if (smki_certificate_kind(all[i]) == SMKI_KIND_AUTHORITY) {
            issuers[n_issuers++] = all[i];
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (smki_certificate_kind(all[i]) == SMKI_KIND_ORGANISATION && n_issuers > 0) {
            uint8_t id[SMKI_KEY_IDENTIFIER];
            smki_key_identifier(f->ctx, f->authorities[0], id); /* ZA stands first in the notes */
            smki_anchor anchor = {.pub = f->authorities[0], .key_id = ALB_SPAN_OF(id)};
            alb_err err = {.code = ALB_OK};
            (*judged)++;
            refused += smki_path_check_chain(f->ctx, all[i], issuers, n_issuers, &anchor, &o, &err) != ALB_OK;
        }
    }
    for (size_t i = 0; i < n; i++) {
        smki_certificate_free(all[i]);
    }
    return refused;
}

/* CS02b and CS02g commands: the two that are wrong on purpose are found, and no other. */
static void test_certificates_of_messages(void **state)
{
    const fixture *f = *state;
    vectors v;
    size_t judged = 0;
    size_t wrong_path = 0;
    size_t altered = 0;
    assert_true(vectors_load(&v));
    for (size_t i = 0; i < v.count; i++) {
        const char *name = v.items[i].name;
        if (strncmp(name, "CS02b", 5) != 0 && strncmp(name, "CS02g", 5) != 0) {
            continue;
        }
        size_t refused = refused_in(f, v.items[i].message, &judged);
        if (strstr(name, "CS02bSupplierBySupplier_6.15.1_FUTURE_DATED_ERROR")) {
            wrong_path += refused; /* the key agreement certificate, issued by Z2 */
        } else if (strstr(name, "CS02gLoadControllerBySupplier") && strstr(name, "ERROR")) {
            altered += refused; /* all: an octet of the authority's signature is altered */
        } else if (refused > 0) {
            fail_msg("%s", name);
        }
    }
    print_message("%zu certificates judged, %zu on a wrong path, %zu below an altered one\n", judged,
                  wrong_path, altered);
    assert_true(judged > 50);
    assert_true(wrong_path > 0);
    assert_true(altered > 0);
    vectors_free(&v);
}

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->arena = alb_arena_new(1 << 20);
    f->ctx = crypto_ctx_new();
    f->store = smki_keystore_new();
    const char *keys = vectors_path(f->arena, "keystore");
    const char *notes = vectors_path(f->arena, "../reference/smki.md");
    *state = f;
    alb_buf text;
    alb_buf_init(&text, 1 << 20);
    assert_int_equal(smki_keystore_load(f->store, keys, NULL), ALB_OK);
    assert_int_equal(alb_file_read(notes, &text, NULL), ALB_OK);
    read_authorities(f, alb_buf_span(&text));
    alb_buf_release(&text);
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    for (size_t i = 0; i < f->n_authorities; i++) {
        crypto_pub_free(f->authorities[i]);
    }
    smki_keystore_free(f->store);
    crypto_ctx_free(f->ctx);
    alb_arena_free(f->arena);
    free(f);
    return 0;
}

int main(void)
{
    alb_arena *arena = alb_arena_new(4096);
    bool there = vectors_path(arena, "keystore") && vectors_path(arena, "../reference/smki.md");
    alb_arena_free(arena);
    if (!there) {
        return vectors_skip("keystore");
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_certificate_is_judged), cmocka_unit_test(test_lint_finds_what_is_known),
        cmocka_unit_test(test_profiles_give_the_same_octets), cmocka_unit_test(test_certificates_of_requests),
        cmocka_unit_test(test_certificates_of_messages)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
