/* The rules of requests at work: for the code of every rule there is a request that the DCC, with all that it
 * asks before, answers with it. That each rule is right is duis-test_rules' to show. */
#include "rig.h"

#define USER "90-B3-D5-1F-30-01-00-00"
#include "rules_examples.h"

#include "base/text.h"
#include "gbcs/message.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static rig shared;
static rig *the = &shared;

#define MPRN "1234567890"

static const alb_eui64 twin = {{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x92, 0xa0}};
static const alb_eui64 polyphase = {{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x93, 0xa0}};

/* --- what stands for what --- */

static void add_base64(alb_buf *out, alb_span octets)
{
    size_t room = 2 * octets.len + 8;
    char *text = alb_arena_alloc(the->arena, room);
    alb_wr w = alb_wr_init(text, room);
    alb_wr_base64(&w, octets);
    alb_buf_add(out, alb_wr_span(&w));
}

static void add_certificate(alb_buf *out, alb_eui64 entity, smki_slot slot)
{
    const smki_identity *found = smki_keystore_find(the->all, entity, slot);
    assert_non_null(found);
    add_base64(out, smki_certificate_der(found->certificate));
}

static void add_response(alb_buf *out)
{
    uint8_t octets[256];
    static const uint8_t signature[GBCS_SIGNATURE] = {1};
    alb_wr w = alb_wr_init(octets, sizeof octets);
    const gbcs_header h = {.cra = GBCS_RESPONSE,
                           .counter = 7,
                           .originator = rig_esme,
                           .target = rig_supplier,
                           .message_code = 0x0062};
    gbcs_write_grouping(&w, &h, ALB_LIT("\x01\x02"));
    gbcs_write_signature(&w, ALB_SPAN_OF(signature));
    add_base64(out, alb_wr_span(&w));
}

/* The name in braces at the start of the text; its length, or 0. */
static size_t add_stand_in(alb_buf *out, const char *text, alb_eui64 user)
{
    static const struct {
        const char *name;
        smki_slot slot;
        const alb_eui64 *entity; /* NULL: the User */
    } certificates[] = {
        {"{SIGNING}", SMKI_SLOT_DIGITAL_SIGNATURE, NULL},
        {"{AGREEMENT}", SMKI_SLOT_KEY_AGREEMENT, NULL},
        {"{OTHER}", SMKI_SLOT_KEY_AGREEMENT, &rig_second},
        {"{DEVICE}", SMKI_SLOT_KEY_AGREEMENT, &rig_esme},
    };
    for (size_t i = 0; i < ALB_COUNT(certificates); i++) {
        size_t n = strlen(certificates[i].name);
        if (strncmp(text, certificates[i].name, n) == 0) {
            add_certificate(out, certificates[i].entity ? *certificates[i].entity : user,
                            certificates[i].slot);
            return n;
        }
    }
    if (strncmp(text, "{RESPONSE}", 10) == 0) {
        add_response(out);
        return 10;
    }
    return 0;
}

/* The examples have no prefixes; the rig's requests do. later: their year has not begun yet. */
static const char *written(const char *text, alb_eui64 user, bool later)
{
    alb_buf out;
    alb_buf_init(&out, 1 << 20);
    for (size_t n; *text; text += n) {
        n = add_stand_in(&out, text, user);
        if (n == 0 && later && strncmp(text, "2024-", 5) == 0) {
            n = 5;
            alb_buf_add_text(&out, "2026-");
        }
        if (n == 0) {
            n = text[0] == '<' && text[1] == '/' ? 2 : 1;
            alb_buf_add(&out, alb_span_of(text, n));
            alb_buf_add_text(&out, text[0] == '<' && text[n - 1] != '>' ? "sr:" : "");
        }
    }
    alb_buf_add_u8(&out, 0);
    const char *copy = (const char *)alb_arena_copy(the->arena, alb_buf_span(&out)).ptr;
    alb_buf_release(&out);
    return copy;
}

/* --- for whom and what --- */

static alb_eui64 user_of(const example *e, const cat_service_request *srv)
{
    uint16_t roles = srv->users & (e->context.users ? e->context.users : UINT16_MAX);
    return e->context.party == DUIS_PARTY_SUPPLEMENTARY ? rig_second
           : roles & (CAT_USER_IS | CAT_USER_GS)        ? rig_supplier
           : roles & (CAT_USER_ED | CAT_USER_GT)        ? rig_operator
                                                        : rig_other;
}

static const struct {
    uint16_t type;
    const alb_eui64 *id;
} devices[] = {
    {CAT_DEVICE_ESME, &rig_esme},   {CAT_DEVICE_ESME, &twin},   {CAT_DEVICE_ESME, &polyphase},
    {CAT_DEVICE_GSME, &rig_gsme},   {CAT_DEVICE_CHF, &rig_hub}, {CAT_DEVICE_GPF, &rig_gpf},
    {CAT_DEVICE_PPMID, &rig_ppmid},
};

static dcc_service service_of(unsigned variant)
{
    return variant == 4 ? DCC_TRANSFORM : variant & 1 ? DCC_SEND_COMMAND : DCC_NON_DEVICE;
}

/* --- the examples --- */

enum { MAX_RULES = 256 };
static bool raised[MAX_RULES];

static void note(const char *code)
{
    size_t n;
    const cat_request_rule *rules = cat_request_rules(&n);
    assert_true(n <= MAX_RULES);
    for (size_t i = 0; i < n; i++) {
        raised[i] = raised[i] || strcmp(rules[i].code, code) == 0;
    }
}

static bool is_answered(const example *e, const cat_service_request *srv, alb_eui64 target)
{
    alb_eui64 user = user_of(e, srv);
    /* Schedules are for the time to come, but where the rule is about just that. */
    bool later = strcmp(e->srv, "5.1") == 0 && e->context.now == 0;
    /* Where a header names other requests, its own counter is 1. */
    uint64_t counter = e->sequence ? 1 : ++the->counter;
    assert_true(!e->counter || alb_parse_u64(alb_span_str(e->counter), UINT64_MAX, &counter));
    rig_ask asked = {.user = user,
                     .target = target,
                     .counter = counter,
                     .variant = e->variant,
                     .reference = e->reference ? e->reference : srv->reference,
                     .srv = e->srv,
                     .body = written(e->body, user, later),
                     .chain = e->sequence ? written(e->sequence, user, false) : NULL};
    rig_answer a = rig_request(the, service_of(e->variant), &asked);
    bool is_raised = a.status == 200 && strcmp(a.code, e->code) == 0;
    if (is_raised) {
        note(a.code);
    }
    alb_arena_reset(the->arena);
    return is_raised;
}

/* Of each device that the service is for, until one of them answers as the rule says: others may have been
 * refused, or served, for what the example leaves open. */
static void ask(const example *e)
{
    const cat_service_request *srv = cat_service_request_find(alb_span_str(e->srv));
    assert_non_null(srv);
    bool is_raised = !srv->device && is_answered(e, srv, rig_dcc);
    uint16_t types = srv->devices & (e->context.device ? e->context.device : UINT16_MAX);
    for (size_t i = 0; srv->device && !is_raised && i < ALB_COUNT(devices); i++) {
        is_raised = types & devices[i].type && is_answered(e, srv, *devices[i].id);
    }
    if (!is_raised) {
        print_message("%s: %s by the rule alone\n", e->srv, e->code);
    }
}

#define EXAMPLES(name)                                                                                       \
    static void rules_of_##name(void **state)                                                                \
    {                                                                                                        \
        (void)state;                                                                                         \
        for (size_t i = 0; i < ALB_COUNT(of_##name); i++) {                                                  \
            if (of_##name[i].code) {                                                                         \
                ask(&of_##name[i]);                                                                          \
            }                                                                                                \
        }                                                                                                    \
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

static void each_code_of_a_rule_was_raised(void **state)
{
    (void)state;
    size_t n, left = 0;
    const cat_request_rule *rules = cat_request_rules(&n);
    for (size_t i = 0; i < n; i++) {
        if (!raised[i]) {
            print_error("%s: %s\n", rules[i].service ? rules[i].service : "all", rules[i].code);
            left++;
        }
    }
    assert_int_equal(left, 0);
}

static void add_device(alb_eui64 id, uint16_t type, const char *variant, const char *mpxn)
{
    alb_err err = {.code = ALB_OK};
    dcc_device d = {.id = id,
                    .hub = rig_hub,
                    .type = type,
                    .gbcs_version = 42,
                    .status = "Commissioned",
                    .esme_variant = variant,
                    .mpxn = mpxn,
                    .manufacturer = "ALB1",
                    .model = "00000001"};
    if (dcc_register_device(the->dcc, &d, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
}

static int open_rig(void **state)
{
    (void)state;
    rig_open(the);
    rig_start(the, false);
    const dcc_party operator= {.user = rig_operator, .role = CAT_USER_ED | CAT_USER_GT};
    const dcc_party second = {.user = rig_second, .role = CAT_USER_IS};
    const dcc_registration more[] = {
        {MPRN, rig_supplier, CAT_USER_GS, ALB_TIME_NONE, ALB_TIME_NONE},
        {MPRN, rig_operator, CAT_USER_GT, ALB_TIME_NONE, ALB_TIME_NONE},
        {RIG_MPAN, rig_second, CAT_USER_IS, ALB_TIME_NONE, ALB_TIME_NONE},
    };
    assert_int_equal(dcc_register_party(the->dcc, &operator, NULL), ALB_OK);
    assert_int_equal(dcc_register_party(the->dcc, &second, NULL), ALB_OK);
    for (size_t i = 0; i < ALB_COUNT(more); i++) {
        assert_int_equal(dcc_register_supply(the->dcc, &more[i], NULL), ALB_OK);
    }
    /* The meter holds the Supplier's certificates, not the second one's. */
    rig_change(the, "INSERT INTO credential (device, role, party) SELECT d.id, 2, p.id FROM device d, party p"
                    " WHERE d.esme_variant IS NOT NULL AND p.role = 5");
    add_device(twin, CAT_DEVICE_ESME, "B", RIG_MPAN);
    add_device(polyphase, CAT_DEVICE_ESME, "C", RIG_MPAN);
    add_device(rig_gsme, CAT_DEVICE_GSME, NULL, MPRN);
    add_device(rig_gpf, CAT_DEVICE_GPF, NULL, NULL);
    add_device(rig_ppmid, CAT_DEVICE_PPMID, NULL, NULL);
    return 0;
}

static int close_rig(void **state)
{
    (void)state;
    rig_close(the);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_of_all),     cmocka_unit_test(rules_of_values),
        cmocka_unit_test(rules_of_tariffs), cmocka_unit_test(rules_of_customers),
        cmocka_unit_test(rules_of_reads),   cmocka_unit_test(rules_of_configuration),
        cmocka_unit_test(rules_of_alerts),  cmocka_unit_test(rules_of_credentials),
        cmocka_unit_test(rules_of_devices), cmocka_unit_test(each_code_of_a_rule_was_raised),
    };
    return cmocka_run_group_tests(tests, open_rig, close_rig);
}
