/* Every reference command to gas meters and gas proxies, given to a device of ours under keys of our own, and
 * its answer held against the reference response: message code, components, data types, statuses.
 *
 * The devices' private keys are not among the reference data. As test_commands.c has it, a device is given
 * the Access Control Broker's key as its own and its own certificate as the broker's, so that MAC and
 * signature of the command are checked for real.
 */
#include "fixture.h"
#include "gas_work.h"

#include "vectors.h"

static vectors all;
static smki_keystore *store;

/* --- what a vector presumes of the device (vectors-errata.md) --- */

typedef struct scene {
    device *device;
    gas *gas;
    alb_time now;
} scene;

static void prepaid(scene *s)
{
    s->gas->terms.control = 0x0897;
    s->gas->terms.emergency_limit = 1000000;
    s->gas->terms.emergency_threshold = 200000;
}

static void days_prepaid(scene *s)
{
    for (uint8_t i = GAS_DAILY - 2; i < s->gas->daily.count; i++) {
        s->gas->daily.items[i].prepayment = true;
    }
}

static void bill(scene *s, uint32_t time)
{
    gas_snapshot_take(s->gas, &s->gas->billed, GAS_BILLING, time,
                      GAS_CAUSE_BILLING_PERIOD | GAS_CAUSE_TARIFF);
}

static void two_old_bills(scene *s)
{
    bill(s, alb_time_to_2000(s->now) - 31 * 86400);
    bill(s, alb_time_to_2000(s->now) - 30 * 86400);
}

static void two_new_bills(scene *s)
{
    bill(s, alb_time_to_2000(s->now) - 60);
    bill(s, alb_time_to_2000(s->now) - 30);
}

static void calendars(scene *s)
{
    gas_calendar c = {.id = 1, .table = {.n_days = 4, .n_weeks = 2, .n_seasons = 3, .n_special_days = 2}};
    for (uint8_t i = 0; i < 4; i++) {
        c.table.days[i] = (calendar_day){.id = (uint8_t)(i + 1), .n_switches = 1, .switches = {{.value = 1}}};
    }
    s->gas->calendar = c;
    s->gas->friendly = c;
}

static void billing(scene *s)
{
    s->gas->billing = (gas_billing){.start = 1, .duration = 1, .duration_type = 0x23};
}

static void disabled(scene *s)
{
    bool armed;
    assert_true(supply_run(&s->device->supply, SUPPLY_SCRIPT_DISABLE, true, s->now, &armed));
}

static void paid(scene *s)
{
    s->gas->account.money.n_credits = 1;
    s->gas->account.money.credits[0] =
        (money_credit){.time = alb_time_to_2000(s->now) - 86400, .amount = 1000};
    memcpy(s->gas->top_up_codes[0], "00000000000000000000", GBCS_UTRN_TEXT);
    s->gas->account.n_payments = 1;
    s->gas->account.payments[0] = (account_payment){.time = alb_time_to_2000(s->now) - 86400, .amount = 10};
}

static void sampling(scene *s)
{
    s->gas->sampling_since = alb_time_to_2000(s->now) - 5 * 3600;
}

static void not_sampling(scene *s)
{
    s->gas->sampling_since = 0;
}

static void no_calendars(scene *s)
{
    s->gas->calendar = s->gas->friendly = (gas_calendar){0};
    memset(s->gas->tariff.tier_prices, 0, sizeof s->gas->tariff.tier_prices);
}

static void logged(scene *s)
{
    event_entry e = {.time = alb_time_to_2000(s->now) - 3600, .code = 0x8154};
    event_log_add(&s->device->events, e);
    event_log_add(&s->device->security, e);
    event_log_add(&s->device->meter_events, e);
    event_log_add(&s->device->meter_security, e);
}

static void nothing_logged(scene *s)
{
    event_log_release(&s->device->events);
    event_log_release(&s->device->security);
    event_log_release(&s->device->meter_events);
    event_log_release(&s->device->meter_security);
}

static const struct presumption {
    const char *name;
    void (*prepare)(scene *s);
} presumptions[] = {
    {"CS01b_", prepaid},
    {"PCS01_", prepaid},
    {"PCS02_", prepaid},
    {"GCS06_", prepaid},
    {"GCS40a_", prepaid},
    {"GCS40b_", prepaid},
    {"GCS16b_", days_prepaid},
    {"GCS15b_", two_old_bills},
    {"GCS15c_", two_new_bills},
    {"GCS21b_", calendars},
    {"GCS21f_", calendars},
    {"GCS21d_", billing},
    {"GCS21k_", billing},
    {"GCS39_", disabled},
    {"GCS15e_", paid},
    {"GCS15d_", paid},
    {"GCS18_", sampling},
    {"CS10a_", logged},
    {"CS10b_", logged},
    {"GCS18_4.10_NOT_FOUND", not_sampling},
    {"GCS21f_4.11.1_NOT_FOUND", no_calendars},
    {"GCS21b_4.13_NOT_FOUND", no_calendars},
    {"CS10a_6.13_NOT_FOUND", nothing_logged},
    {"CS10b_6.13_NOT_FOUND", nothing_logged},
};

static void prepare(const char *name, scene *s)
{
    for (size_t i = 0; i < ALB_COUNT(presumptions); i++) {
        if (strncmp(name, presumptions[i].name, strlen(presumptions[i].name)) == 0) {
            presumptions[i].prepare(s);
        }
    }
}

/* Where the reference answers of a device that fails, ours is told to fail at the same place. */
static void order_fault(device *d, const cat_tree *reference)
{
    enum { HARDWARE_FAILURE = 0xc0, NOT_STARTED = 0xffff };
    device_fault fault = {.kind = DEVICE_FAULT_RESULT, .result = HARDWARE_FAILURE};
    bool fails = false;
    for (uint32_t i = 0; i < reference->count && !fails; i = reference->values[i].next) {
        unsigned bit = 0;
        fault.item = reference->values[i].form;
        fails = reference->values[i].result == HARDWARE_FAILURE;
        for (uint32_t k = cat_tree_child(reference, i); k != UINT32_MAX;
             k = cat_tree_sibling(reference, i, k)) {
            const cat_value *v = &reference->values[k];
            if (v->result == HARDWARE_FAILURE) {
                fault.attributes |= 1U << bit;
                fails = true;
            }
            bit += v->result >= 0;
            fails = fails || (strcmp(v->field->name, "SampleId") == 0 && v->number.u == NOT_STARTED) ||
                    (strcmp(v->field->name, "ClearedEventLogs") == 0 && v->number.u == 0);
        }
    }
    if (fails) {
        device_order_fault(d, fault);
    }
}

/* --- the device --- */

static const smki_certificate *certificate_of(alb_eui64 entity, smki_slot slot)
{
    const smki_identity *id = smki_keystore_find(store, entity, slot);
    return id ? id->certificate : NULL;
}

static alb_eui64 broker_id(void)
{
    return alb_eui64_of(0x90b3d51f30000002);
}

static const crypto_key *broker_key(void)
{
    return smki_keystore_find(store, broker_id(), SMKI_SLOT_KEY_AGREEMENT)->key;
}

static bool is_proxy(const gbcs_message *m)
{
    enum { PROXY = 0xa3 };
    return (m->use_case->devices & CAT_DEVICE_GSME) == 0 ||
           (alb_eui64_number(m->header.target) & 0xff) == PROXY;
}

static device *device_for(const gbcs_message *m, const alb_clock *clock)
{
    const smki_certificate *signing = certificate_of(m->header.originator, SMKI_SLOT_DIGITAL_SIGNATURE);
    const smki_certificate *agreement = certificate_of(m->header.originator, SMKI_SLOT_KEY_AGREEMENT);
    smki_role role = signing ? smki_certificate_role(signing) : SMKI_ROLE_NONE;
    device_options o = {.id = m->header.target,
                        .type = is_proxy(m) ? CAT_DEVICE_GPF : CAT_DEVICE_GSME,
                        .clock = clock,
                        .signing = broker_key(),
                        .agreement = broker_key(),
                        .acb_signing = certificate_of(broker_id(), SMKI_SLOT_DIGITAL_SIGNATURE),
                        .acb_agreement = certificate_of(m->header.target, SMKI_SLOT_KEY_AGREEMENT),
                        .mpxn = ALB_LIT("1234567890")};
    if (role == SMKI_ROLE_SUPPLIER) {
        o.supplier_signing = signing;
        o.supplier_agreement = agreement;
        o.supplier_prepayment = certificate_of(m->header.originator, SMKI_SLOT_PREPAYMENT);
    } else if (role == SMKI_ROLE_NETWORK_OPERATOR) {
        o.operator_signing = signing;
        o.operator_agreement = agreement;
    }
    device *d = NULL;
    assert_int_equal(device_new(&o, &d, NULL), ALB_OK);
    return d;
}

/* A PPMID's message as it would be if the PPMID had the broker's keys, which the device has too: of the two
 * that the reference messages are between, nobody has a private key. Others stay as they are. */
static alb_span as_we_can_check_it(const gbcs_message *m, device *d)
{
    if (m->use_case->roles != CAT_ROLE_DEVICE) {
        return m->whole;
    }
    const smki_certificate *ours = certificate_of(broker_id(), SMKI_SLOT_KEY_AGREEMENT);
    partner *ppmid = partners_add(&d->partners, m->header.originator, PARTNER_PPMID, JOIN_C);
    assert_non_null(ppmid);
    assert_int_equal(smki_certificate_parse(smki_certificate_der(ours), &ppmid->agreement, NULL), ALB_OK);
    crypto_ctx *crypto = crypto_ctx_new();
    crypto_secret z;
    alb_wr out = alb_wr_init(alb_arena_alloc(all.arena, MESSAGE_ROOM), MESSAGE_ROOM);
    assert_int_equal(crypto_ecdh(crypto, broker_key(), crypto_key_public(broker_key()), &z, NULL), ALB_OK);
    assert_int_equal(gbcs_write_maced(crypto, &z, &m->header, m->inner, &out), ALB_OK);
    crypto_ctx_free(crypto);
    return alb_wr_span(&out);
}

/* --- answers --- */

typedef struct heard {
    alb_arena *arena;
    alb_span response;
} heard;

static void hear(void *ctx, alb_eui64 from, alb_span message)
{
    heard *h = ctx;
    gbcs_message m;
    (void)from;
    assert_int_equal(gbcs_message_parse(message, &m, NULL), ALB_OK);
    if (m.header.cra == GBCS_RESPONSE) {
        h->response = alb_arena_copy(h->arena, message);
    }
}

/* Opens what our device sealed: with the secret of its key and the reader's certificate. */
typedef struct opening {
    crypto_ctx *crypto;
    gbcs_cipher cipher;
} opening;

static alb_status open_block(void *ctx, alb_span block, alb_arena *arena, alb_span *plain)
{
    opening *o = ctx;
    return gbcs_open(o->crypto, &o->cipher, block, arena, plain);
}

static void read_ours(gbcs_keys *keys, const gbcs_message *asked, const gbcs_message *m, cat_tree *tree)
{
    opening o = {.crypto = gbcs_keys_crypto(keys)};
    gbcs_opener opener = {.open = open_block, .ctx = &o};
    const smki_certificate *reader = certificate_of(asked->header.originator, SMKI_SLOT_KEY_AGREEMENT);
    smki_certificate *enclosed = NULL;
    if (asked->header.certificate.len > 0) {
        assert_int_equal(smki_certificate_parse(asked->header.certificate, &enclosed, NULL), ALB_OK);
        reader = enclosed;
    }
    crypto_secret z;
    assert_int_equal(gbcs_pair_secret(keys, broker_key(), smki_certificate_public(reader), &z, NULL), ALB_OK);
    gbcs_cipher_init(o.crypto, &z, &m->header, &o.cipher);
    assert_int_equal(gbcs_content_decode(m, &opener, tree, NULL), ALB_OK);
    gbcs_cipher_release(&o.cipher);
    smki_certificate_free(enclosed);
}

static uint32_t components(const cat_tree *tree)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < tree->count; i = tree->values[i].next) {
        n++;
    }
    return n;
}

static bool is_open(const cat_tree *tree, uint32_t at)
{
    return !(tree->values[at].flags & CAT_VALUE_CIPHER) || cat_tree_child(tree, at) != UINT32_MAX;
}

/* The same fields of the same types with the same results; how many elements a list has depends on the home.
 */
static bool same_fields(const cat_tree *a, uint32_t i, const cat_tree *b, uint32_t k)
{
    uint32_t x = cat_tree_child(a, i);
    uint32_t y = cat_tree_child(b, k);
    if (a->values[i].field->type->kind == CAT_Z_LIST) {
        return true;
    }
    while (x != UINT32_MAX && y != UINT32_MAX) {
        const cat_value *v = &a->values[x];
        const cat_value *w = &b->values[y];
        bool further =
            strcmp(w->field->name, "FurtherOctets") == 0 || strcmp(v->field->name, "FrameControl") == 0;
        bool is_result =
            strcmp(v->field->name, "DeviceTimeStatus") == 0 || strcmp(v->field->name, "SampleId") == 0 ||
            strcmp(v->field->name, "ResultType") == 0 || strcmp(v->field->name, "ClearedEventLogs") == 0;
        if (is_result && v->number.u != w->number.u) {
            return false;
        }
        if (!further && (v->field != w->field || v->result != w->result || !same_fields(a, x, b, y))) {
            return false;
        }
        x = cat_tree_sibling(a, i, x);
        y = cat_tree_sibling(b, k, y);
    }
    bool tail = y != UINT32_MAX && strcmp(b->values[y].field->name, "FurtherOctets") == 0;
    return x == UINT32_MAX && (y == UINT32_MAX || tail);
}

/* NULL, or how the answers differ. */
static const char *compare(const cat_tree *ours, const cat_tree *reference)
{
    uint32_t i = 0;
    uint32_t k = 0;
    if (components(ours) != components(reference)) {
        print_message("    %u components, %u in the reference\n", components(ours), components(reference));
        return "components";
    }
    for (; i < ours->count; i = ours->values[i].next, k = reference->values[k].next) {
        const cat_value *v = &ours->values[i];
        const cat_value *w = &reference->values[k];
        if (v->field != w->field || v->form != w->form) {
            print_message("    %s, %s in the reference\n", v->field->name, w->field->name);
            return "response";
        }
        if (v->result != w->result) {
            print_message("    %s: %d, %d in the reference\n", v->field->name, v->result, w->result);
            return "status";
        }
        if (is_open(ours, i) && is_open(reference, k) && !same_fields(ours, i, reference, k)) {
            print_message("    %s\n", v->field->name);
            return "fields";
        }
    }
    return NULL;
}

static const vector *response_to(const vector *of)
{
    const char *at = strstr(of->name, "_COMMAND_");
    const char *name = alb_arena_printf(all.arena, "%.*s_RESPONSE_%s", (int)(at - of->name), of->name,
                                        at + strlen("_COMMAND_"));
    for (size_t i = 0; i < all.count; i++) {
        if (strcmp(all.items[i].name, name) == 0) {
            return &all.items[i];
        }
    }
    return NULL;
}

static bool is_for_us(const vector *v, gbcs_message *m)
{
    return strstr(v->name, "_COMMAND_") && gbcs_message_parse(v->message, m, NULL) == ALB_OK && m->use_case &&
           (m->use_case->format == CAT_FORMAT_GBZ || strncmp(v->name, "GCS28", 5) == 0) &&
           (m->use_case->devices & (CAT_DEVICE_GSME | CAT_DEVICE_GPF));
}

static const char *examine(const vector *v, const gbcs_message *asked, const vector *expected)
{
    alb_clock_manual clock;
    alb_time now = alb_time_from_2000(473385600 + 120);
    alb_clock_manual_init(&clock, now);
    gbcs_keys *keys = gbcs_keys_new(NULL, 0);
    gbcs_keys *reader = gbcs_keys_new(store, 0);
    heard h = {.arena = alb_arena_new(64 << 20)};
    device_sink sink = {.send = hear, .ctx = &h};
    device *d = device_for(asked, &clock.clock);
    scene s = {.device = d, .gas = gas_own(d, now), .now = now};
    prepare(v->name, &s);
    gbcs_message ours;
    gbcs_message reference;
    cat_tree a;
    cat_tree b;
    gbcs_opening o;
    cat_tree_init(&a, h.arena, 0);
    cat_tree_init(&b, h.arena, 0);
    assert_int_equal(gbcs_message_parse(expected->message, &reference, NULL), ALB_OK);
    gbcs_opener opener = gbcs_opening_init(&o, reader, &reference);
    assert_int_equal(gbcs_content_decode(&reference, &opener, &b, NULL), ALB_OK);
    order_fault(d, &b);
    device_receive(d, keys, as_we_can_check_it(asked, d), &sink);
    const char *difference = "no answer";
    if (h.response.len > 0) {
        assert_int_equal(gbcs_message_parse(h.response, &ours, NULL), ALB_OK);
        assert_int_equal(ours.header.message_code, reference.header.message_code);
        assert_int_equal(ours.form, reference.form);
        read_ours(keys, asked, &ours, &a);
        difference = compare(&a, &b);
    }
    gbcs_opening_release(&o);
    device_free(d);
    alb_arena_free(h.arena);
    gbcs_keys_free(keys);
    gbcs_keys_free(reader);
    return difference;
}

/* Differences that stay, each with its reason. */
static const struct known_difference {
    const char *name, *reason;
} known_differences[] = {
    {"CS01b_2.2_SUCCESS", "its token is made for a key that is not ours; test_gas.c has tokens of its own"},
    {"PCS01_NA_SUCCESS", "its token has no MAC: no meter can take it; test_ppmid.c has tokens of its own"},
    {"GCS20r_6.2.10_ERROR", "the only default response of the reference whose frame control is not reversed"},
};

static const char *reason_of(const char *name)
{
    for (size_t i = 0; i < ALB_COUNT(known_differences); i++) {
        const struct known_difference *d = &known_differences[i];
        if (strncmp(name, d->name, strlen(d->name)) == 0) {
            return d->reason;
        }
    }
    return NULL;
}

static void answers_are_as_in_the_reference(void **state)
{
    (void)state;
    size_t commands = 0;
    size_t same = 0;
    size_t known = 0;
    for (size_t i = 0; i < all.count; i++) {
        gbcs_message m;
        const vector *v = &all.items[i];
        const vector *expected = is_for_us(v, &m) ? response_to(v) : NULL;
        if (!expected) {
            continue;
        }
        const char *difference = examine(v, &m, expected);
        const char *reason = reason_of(v->name);
        if (difference) {
            print_message("%s: %s (%s)\n", v->name, difference, reason ? reason : "not known");
        }
        commands++;
        same += !difference;
        known += difference && reason;
    }
    print_message("%zu commands, %zu answered as in the reference, %zu otherwise for a reason\n", commands,
                  same, known);
    assert_true(commands > 0);
    assert_int_equal(same + known, commands);
}

/* --- dated commands --- */

enum { MOST_INSTRUCTIONS = 16 };

/* Instructions that alerts named: message code, cluster, frame control and command of each. */
typedef struct instructions {
    uint64_t of[MOST_INSTRUCTIONS];
    size_t count;
} instructions;

/* Whole of the alert's content: profile, count, code, time, then the fourteen octets (gbcs-messages.md 7.6).
 */
static void add_instruction(instructions *all_of, const gbcs_message *alert)
{
    alb_rd r = alb_rd_init(alert->content);
    (void)alb_rd_bytes(&r, 3);
    uint16_t event = alb_rd_be16(&r);
    (void)alb_rd_bytes(&r, 4 + 1);
    uint64_t instruction = (uint64_t)alb_rd_be16(&r) << 32;
    (void)alb_rd_be64(&r);
    instruction |= alb_rd_be32(&r);
    if (event == 0x8f66 && alb_rd_end(&r) == ALB_OK) {
        assert_true(all_of->count < MOST_INSTRUCTIONS);
        all_of->of[all_of->count++] = instruction;
    }
}

static void hear_instruction(void *ctx, alb_eui64 from, alb_span message)
{
    gbcs_message m;
    (void)from;
    assert_int_equal(gbcs_message_parse(message, &m, NULL), ALB_OK);
    if (m.header.message_code == 0x00cd) {
        add_instruction(ctx, &m);
    }
}

static bool holds(const instructions *all_of, uint64_t instruction)
{
    for (size_t i = 0; i < all_of->count; i++) {
        if (all_of->of[i] == instruction) {
            return true;
        }
    }
    return false;
}

/* The reference's alerts of commands of that message code. */
static instructions reference_instructions(uint16_t code)
{
    instructions all_of = {.count = 0};
    for (size_t i = 0; i < all.count; i++) {
        gbcs_message m;
        if (gbcs_message_parse(all.items[i].message, &m, NULL) == ALB_OK && m.header.cra == GBCS_ALERT &&
            m.header.message_code == 0x00cd) {
            instructions one = {.count = 0};
            add_instruction(&one, &m);
            if (one.count == 1 && one.of[0] >> 32 == code && !holds(&all_of, one.of[0])) {
                all_of.of[all_of.count++] = one.of[0];
            }
        }
    }
    return all_of;
}

static instructions activate(const vector *v, const gbcs_message *asked)
{
    instructions told = {.count = 0};
    alb_clock_manual clock;
    alb_clock_manual_init(&clock, alb_time_from_2000(473385600 - 86400));
    gbcs_keys *keys = gbcs_keys_new(NULL, 0);
    device_sink sink = {.send = hear_instruction, .ctx = &told};
    device *d = device_for(asked, &clock.clock);
    device_receive(d, keys, v->message, &sink);
    assert_int_equal(told.count, 0);                  /* not yet */
    alb_clock_manual_add(&clock, ALB_DAYS(16 * 366)); /* they are of 2015, for 2030 */
    (void)device_tick(d, keys, &sink);
    device_free(d);
    gbcs_keys_free(keys);
    return told;
}

/* One alert for each instruction that the reference names, and no other. It has no alerts of GCS05, which has
 * six instructions (gbcs-messages.md 9). */
static void dated_commands_tell_each_instruction(void **state)
{
    enum { OF_GCS05 = 6 };
    (void)state;
    size_t commands = 0;
    for (size_t i = 0; i < all.count; i++) {
        gbcs_message m;
        const vector *v = &all.items[i];
        if (!is_for_us(v, &m) || !strstr(v->name, "FUTURE_DATED")) {
            continue;
        }
        instructions expected = reference_instructions(m.header.message_code);
        instructions told = activate(v, &m);
        assert_int_equal(told.count, expected.count > 0 ? expected.count : OF_GCS05);
        for (size_t k = 0; k < expected.count; k++) {
            assert_true(holds(&told, expected.of[k]));
        }
        commands++;
    }
    assert_true(commands > 0);
}

/* Any command, any bit: the meter or proxy is as it was. */
static void one_bit_changes_nothing(void **state)
{
    enum { BITS = 16 };
    (void)state;
    crypto_ctx *crypto = crypto_ctx_new();
    gbcs_keys *keys = gbcs_keys_new(NULL, 0);
    alb_clock_manual clock;
    alb_clock_manual_init(&clock, alb_time_from_2000(473385600 + 120));
    uint32_t random = 98765;
    size_t flips = 0;
    for (size_t i = 0; i < all.count; i++) {
        gbcs_message m;
        if (!is_for_us(&all.items[i], &m)) {
            continue;
        }
        heard h = {.arena = all.arena};
        device_sink sink = {.send = hear, .ctx = &h};
        device *d = device_for(&m, &clock.clock);
        alb_span message = as_we_can_check_it(&m, d);
        uint8_t *octets = alb_arena_alloc(all.arena, message.len);
        uint64_t before = fixture_digest(crypto, d);
        for (size_t n = 0; n < BITS; n++, flips++) {
            random = random * 1664525 + 1013904223;
            size_t bit = (random >> 8) % (message.len * 8);
            memcpy(octets, message.ptr, message.len);
            octets[bit / 8] ^= (uint8_t)(1 << bit % 8);
            device_receive(d, keys, alb_span_of(octets, message.len), &sink);
            if (fixture_digest(crypto, d) != before || h.response.len > 0) {
                fail_msg("%s: bit %zu changes the device", all.items[i].name, bit);
            }
        }
        device_free(d);
    }
    gbcs_keys_free(keys);
    crypto_ctx_free(crypto);
    print_message("%zu bits turned\n", flips);
    assert_true(flips > 0);
}

int main(void)
{
    alb_err err = {.code = ALB_OK};
    if (!vectors_load(&all)) {
        vectors_free(&all);
        return vectors_skip("rtds");
    }
    store = smki_keystore_new();
    const char *path = vectors_path(all.arena, "keystore/rtds");
    int failed = 1;
    if (path && smki_keystore_load(store, path, &err) == ALB_OK) {
        const struct CMUnitTest tests[] = {cmocka_unit_test(answers_are_as_in_the_reference),
                                           cmocka_unit_test(dated_commands_tell_each_instruction),
                                           cmocka_unit_test(one_bit_changes_nothing)};
        failed = cmocka_run_group_tests(tests, NULL, NULL);
    }
    smki_keystore_free(store);
    vectors_free(&all);
    return failed;
}
