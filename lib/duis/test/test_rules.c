/* Rules beyond the schema: every row broken once at least, beside requests that keep it. */
#include "rules_examples.h"

#include "base/text.h"
#include "gbcs/message.h"
#include "smki/authority.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { MAX_RULES = 256 };

typedef struct fixture {
    crypto_ctx *crypto;
    xml_context *xml;
    alb_arena *arena; /* of one request */
    alb_arena *kept;
    struct {
        const char *name;
        alb_span text;
    } stand_ins[8];
    size_t n_stand_ins;
    bool broken[MAX_RULES];
} fixture;

static fixture f;

/* --- what stands for what --- */

static void stand_in(const char *name, alb_span text)
{
    assert_true(f.n_stand_ins < ALB_COUNT(f.stand_ins));
    f.stand_ins[f.n_stand_ins].name = name;
    f.stand_ins[f.n_stand_ins++].text = alb_arena_copy(f.kept, text);
}

static void stand_in_base64(const char *name, alb_span octets)
{
    char text[4096];
    alb_wr w = alb_wr_init(text, sizeof text);
    alb_wr_base64(&w, octets);
    assert_int_equal(w.st, ALB_OK);
    stand_in(name, alb_wr_span(&w));
}

static void issue(smki_authority *issuer, const char *name, const smki_subject *subject)
{
    crypto_key *key = NULL;
    smki_certificate *certificate = NULL;
    alb_err err = {.code = ALB_OK};
    smki_subject s = *subject;
    s.not_before = s.not_after = ALB_TIME_NONE;
    assert_int_equal(crypto_key_generate(&key, &err), ALB_OK);
    s.public_key = crypto_key_public(key);
    if (smki_authority_issue(f.crypto, issuer, &s, NOW, &certificate, &err) != ALB_OK) {
        fail_msg("%s: %s", name, err.detail);
    }
    stand_in_base64(name, smki_certificate_der(certificate));
    smki_certificate_free(certificate);
    crypto_key_free(key);
}

static smki_authority *authority(const char *root_profile, const char *profile)
{
    smki_authority *root = NULL, *out = NULL;
    crypto_key *keys[2] = {0};
    assert_int_equal(crypto_key_generate(&keys[0], NULL), ALB_OK);
    assert_int_equal(crypto_key_generate(&keys[1], NULL), ALB_OK);
    assert_int_equal(smki_authority_create_root(f.crypto, root_profile, "R", keys[0], NOW, &root, NULL),
                     ALB_OK);
    assert_int_equal(smki_authority_create_issuing(f.crypto, root, profile, "I", keys[1], NOW, &out, NULL),
                     ALB_OK);
    smki_authority_free(root);
    crypto_key_free(keys[0]);
    crypto_key_free(keys[1]);
    return out;
}

static void add_certificates(void)
{
    alb_eui64 user = alb_eui64_of(0x1122334455660001), other = alb_eui64_of(0x1122334455660009);
    smki_authority *organisations = authority("organisation-root", "organisation-issuing");
    smki_authority *devices = authority("device-root", "device-issuing");
    issue(organisations, "{SIGNING}",
          &(smki_subject){.profile = "organisation",
                          .entity = user,
                          .role = SMKI_ROLE_SUPPLIER,
                          .usage = SMKI_USAGE_DIGITAL_SIGNATURE});
    issue(organisations, "{AGREEMENT}",
          &(smki_subject){.profile = "organisation",
                          .entity = user,
                          .role = SMKI_ROLE_SUPPLIER,
                          .usage = SMKI_USAGE_KEY_AGREEMENT});
    issue(organisations, "{OTHER}",
          &(smki_subject){.profile = "organisation",
                          .entity = other,
                          .role = SMKI_ROLE_SUPPLIER,
                          .usage = SMKI_USAGE_KEY_AGREEMENT});
    issue(devices, "{DEVICE}",
          &(smki_subject){.profile = "device",
                          .entity = alb_eui64_of(0x00db1234567890a0),
                          .role = SMKI_ROLE_NONE,
                          .usage = SMKI_USAGE_KEY_AGREEMENT});
    smki_authority_free(devices);
    smki_authority_free(organisations);
}

static void add_response(void)
{
    uint8_t octets[256];
    static const uint8_t signature[GBCS_SIGNATURE] = {1};
    alb_wr w = alb_wr_init(octets, sizeof octets);
    gbcs_write_grouping(&w,
                        &(gbcs_header){.cra = GBCS_RESPONSE,
                                       .counter = 7,
                                       .originator = alb_eui64_of(0x00db1234567890a0),
                                       .target = alb_eui64_of(0x1122334455660001),
                                       .message_code = 0x0062},
                        ALB_LIT("\x01\x02"));
    gbcs_write_signature(&w, alb_span_of(signature, sizeof signature));
    stand_in_base64("{RESPONSE}", alb_wr_span(&w));
}

static alb_span with_stand_ins(alb_span text)
{
    alb_buf out;
    alb_buf_init(&out, 1 << 20);
    for (size_t i = 0; i < text.len;) {
        size_t n = 0;
        for (size_t k = 0; k < f.n_stand_ins && n == 0; k++) {
            size_t length = strlen(f.stand_ins[k].name);
            if (alb_span_is(alb_span_sub(text, i, length), f.stand_ins[k].name)) {
                alb_buf_add(&out, f.stand_ins[k].text);
                n = length;
            }
        }
        if (n == 0) {
            alb_buf_add_u8(&out, text.ptr[i]);
        }
        i += n > 0 ? n : 1;
    }
    alb_span copy = alb_arena_copy(f.arena, alb_buf_span(&out));
    alb_buf_release(&out);
    return copy;
}

/* --- the examples --- */

static void decode(const example *e, size_t i, duis_document *out)
{
    const cat_service_request *service = cat_service_request_find(alb_span_str(e->srv));
    assert_non_null(service);
    const char *text = alb_arena_printf(
        f.arena,
        "<Request xmlns=\"" CAT_NS_DUIS "\" schemaVersion=\"5.4\"><Header><RequestID>" USER ":" DEVICE
        ":%s</RequestID>%s<CommandVariant>%u</CommandVariant><ServiceReference>%s</ServiceReference>"
        "<ServiceReferenceVariant>%s</ServiceReferenceVariant></Header><Body>%s</Body></Request>",
        e->counter ? e->counter : "1", e->sequence ? e->sequence : "", e->variant,
        e->reference ? e->reference : service->reference, e->srv, e->body);
    alb_err err = {.code = ALB_OK};
    if (duis_decode(f.xml, with_stand_ins(alb_span_str(text)), f.arena, out, NULL, &err) != ALB_OK) {
        fail_msg("%s, example %zu: %s at %s", e->srv, i, err.detail, err.path);
    }
}

/* The first fault is also told when all are asked for, and each of those lines has a code. */
static void check_all_faults(const duis_document *doc, const example *e, const cat_request_rule *first)
{
    alb_buf more;
    const cat_request_rule *broken;
    alb_buf_init(&more, 1 << 16);
    alb_status st = duis_check_rules(doc, &e->context, &more, &broken, NULL);
    assert_int_equal(st == ALB_OK, more.len == 0);
    assert_ptr_equal(broken, first);
    alb_buf_release(&more);
}

static void check_one(const example *e, size_t i)
{
    size_t count;
    const cat_request_rule *rules = cat_request_rules(&count);
    duis_document doc;
    const cat_request_rule *broken, *form;
    alb_err err = {.code = ALB_OK};
    decode(e, i, &doc);
    alb_status st = duis_check_rules(&doc, &e->context, NULL, &broken, &err);
    const char *path = strncmp(err.path, "Request/", 8) == 0 ? err.path + 8 : err.path;
    bool same = e->code ? st == ALB_BAD_VALUE && broken && strcmp(broken->code, e->code) == 0 &&
                              strcmp(path, e->path) == 0 && strcmp(err.detail, broken->why) == 0
                        : st == ALB_OK && !broken;
    if (!same) {
        fail_msg("%s, example %zu: %s at %s: %s", e->srv, i, broken ? broken->code : "no code", path,
                 err.detail);
    }
    check_all_faults(&doc, e, broken);
    bool is_form = broken && broken->form;
    assert_int_equal(duis_check_form(&doc, &form, NULL) == ALB_OK, !is_form);
    assert_ptr_equal(form, is_form ? broken : NULL);
    if (broken) {
        f.broken[broken - rules] = true;
    }
}

static void check(const example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        check_one(&examples[i], i);
        alb_arena_reset(f.arena);
    }
}

#define EXAMPLES(name)                                                                                       \
    static void test_##name(void **state)                                                                    \
    {                                                                                                        \
        (void)state;                                                                                         \
        check(of_##name, ALB_COUNT(of_##name));                                                              \
    }
EXAMPLES(all)
EXAMPLES(values)
EXAMPLES(tariffs)
EXAMPLES(customers)
EXAMPLES(reads)
EXAMPLES(configuration)
EXAMPLES(alerts)
EXAMPLES(credentials)
EXAMPLES(devices)

/* The schema's list has every service: that there is none is what only an unknown record can show. */
static void test_unknown_service(void **state)
{
    (void)state;
    size_t count;
    const cat_request_rule *rules = cat_request_rules(&count);
    const cat_request_rule *broken;
    duis_document doc;
    decode(&of_all[0], 0, &doc);
    doc.srv = NULL;
    assert_int_equal(duis_check_rules(&doc, NULL, NULL, &broken, NULL), ALB_BAD_VALUE);
    assert_string_equal(broken->check, "service");
    f.broken[broken - rules] = true;
    doc.kind = DUIS_RESPONSE;
    assert_int_equal(duis_check_rules(&doc, NULL, NULL, &broken, NULL), ALB_OK);
    assert_null(broken);
    alb_arena_reset(f.arena);
}

static void test_every_rule_was_broken(void **state)
{
    (void)state;
    size_t count, left = 0;
    const cat_request_rule *rules = cat_request_rules(&count);
    assert_true(count <= MAX_RULES);
    for (size_t i = 0; i < count; i++) {
        if (!f.broken[i]) {
            print_error("%s: %s %s\n", rules[i].service ? rules[i].service : "all", rules[i].code,
                        rules[i].why);
            left++;
        }
    }
    assert_int_equal(left, 0);
}

static int set_up(void **state)
{
    (void)state;
    f.crypto = crypto_ctx_new();
    f.xml = xml_context_new();
    f.arena = alb_arena_new(1 << 20);
    f.kept = alb_arena_new(1 << 20);
    add_certificates();
    add_response();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    alb_arena_free(f.kept);
    alb_arena_free(f.arena);
    xml_context_free(f.xml);
    crypto_ctx_free(f.crypto);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_tariffs),
        cmocka_unit_test(test_customers),
        cmocka_unit_test(test_reads),
        cmocka_unit_test(test_configuration),
        cmocka_unit_test(test_alerts),
        cmocka_unit_test(test_credentials),
        cmocka_unit_test(test_devices),
        cmocka_unit_test(test_unknown_service),
        cmocka_unit_test(test_every_rule_was_broken),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
