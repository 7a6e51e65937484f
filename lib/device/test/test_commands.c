/* The reference commands, given to devices.
 *
 * The devices' private keys are not among the reference data, but the Access Control Broker's are, and the
 * secret of a pair is the same from both sides: a device that is given the broker's private key as its own,
 * and its own certificate as the broker's, checks the MAC of every reference command for real. (What it
 * answers then bears a MAC of no use.)
 */
#include "esme_work.h"
#include "fixture.h"

#include "catalogue/variant.h"
#include "vectors.h"

static vectors all;
static smki_keystore *store;

static const smki_certificate *certificate_of(alb_eui64 entity, smki_slot slot)
{
    const smki_identity *id = smki_keystore_find(store, entity, slot);
    return id ? id->certificate : NULL;
}

static alb_eui64 broker_id(void)
{
    return alb_eui64_of(0x90b3d51f30000002);
}

static bool contains(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

static uint16_t meter_or_hub(const gbcs_message *m)
{
    return m->use_case->devices & CAT_DEVICE_ESME ? CAT_DEVICE_ESME : CAT_DEVICE_CHF;
}

/* The sender's certificates stand in the cells of the role its certificate names. A meter is of the variant
 * that the command presumes. */
static device *device_for(const vector *v, const gbcs_message *m, uint16_t type, const alb_clock *clock)
{
    const smki_identity *broker = smki_keystore_find(store, broker_id(), SMKI_SLOT_KEY_AGREEMENT);
    const smki_certificate *signing = certificate_of(m->header.originator, SMKI_SLOT_DIGITAL_SIGNATURE);
    const smki_certificate *agreement = certificate_of(m->header.originator, SMKI_SLOT_KEY_AGREEMENT);
    smki_role role = signing ? smki_certificate_role(signing) : SMKI_ROLE_NONE;
    uint8_t variants = cat_use_case_variants(m->use_case);
    bool is_twin = (variants & CAT_VARIANT_TWIN_ELEMENT) != 0 || contains(v->name, "TWIN");
    /* Older commands know switches alone. */
    device_controller third =
        m->use_case->superseded_by ? DEVICE_CONTROLLER_SWITCH : DEVICE_CONTROLLER_PROPORTIONAL;
    device_options o = {.id = m->header.target,
                        .type = type,
                        .elements = is_twin ? 2 : 1,
                        .phases = variants & CAT_VARIANT_POLYPHASE ? 3 : 1,
                        .controllers = {DEVICE_CONTROLLER_SWITCH, DEVICE_CONTROLLER_HCALCS, third,
                                        DEVICE_CONTROLLER_SWITCH, third},
                        .boost = true,
                        .clock = clock,
                        .signing = broker->key,
                        .agreement = broker->key,
                        .acb_signing = certificate_of(broker_id(), SMKI_SLOT_DIGITAL_SIGNATURE),
                        .acb_agreement = certificate_of(m->header.target, SMKI_SLOT_KEY_AGREEMENT)};
    if (role == SMKI_ROLE_SUPPLIER) {
        o.supplier_signing = signing;
        o.supplier_agreement = agreement;
    } else if (role == SMKI_ROLE_NETWORK_OPERATOR) {
        o.operator_signing = signing;
        o.operator_agreement = agreement;
    } else if (role == SMKI_ROLE_LOAD_CONTROLLER) {
        o.load_controller_signing = signing;
        o.load_controller_agreement = agreement;
    }
    device *d = NULL;
    assert_int_equal(device_new(&o, &d, NULL), ALB_OK);
    return d;
}

/* Commands to meters and hubs in COSEM that are not meant to fail. */
static bool is_for_us(const vector *v, gbcs_message *m)
{
    return contains(v->name, "_COMMAND_") && !contains(v->name, "ERROR") &&
           gbcs_message_parse(v->message, m, NULL) == ALB_OK && m->use_case &&
           m->use_case->format == CAT_FORMAT_DLMS &&
           (m->use_case->devices & (CAT_DEVICE_ESME | CAT_DEVICE_CHF));
}

/* --- answers as the reference has them --- */

typedef struct kept {
    alb_span response;
} kept;

static void keep_response(void *ctx, alb_eui64 from, alb_span message)
{
    kept *k = ctx;
    gbcs_message m;
    (void)from;
    assert_int_equal(gbcs_message_parse(message, &m, NULL), ALB_OK);
    if (m.header.cra == GBCS_RESPONSE) {
        k->response = alb_arena_copy(all.arena, message);
    }
}

static const vector *answer_to(const vector *v)
{
    const char *at = strstr(v->name, "_COMMAND_");
    const char *name = alb_arena_printf(all.arena, "%.*s_RESPONSE_%s", (int)(at - v->name), v->name,
                                        at + sizeof "_COMMAND_" - 1);
    for (size_t i = 0; i < all.count; i++) {
        if (strcmp(all.items[i].name, name) == 0) {
            return &all.items[i];
        }
    }
    return NULL;
}

/* The two have the same items with the same results, and values of the same types; how long lists are, and
 * what values say, is of the device. */
static bool same_items(const cat_tree *got, const cat_tree *want)
{
    uint32_t i = 0;
    uint32_t k = 0;
    while (i < got->count && k < want->count) {
        const cat_value *a = &got->values[i];
        const cat_value *b = &want->values[k];
        if (a->field != b->field || a->record != b->record || a->result != b->result) {
            return false;
        }
        i = a->next;
        k = b->next;
    }
    return i == got->count && k == want->count;
}

static cat_tree content_of(const gbcs_message *m)
{
    cat_tree tree;
    cat_tree_init(&tree, all.arena, 0);
    assert_int_equal(gbcs_content_decode(m, NULL, &tree, NULL), ALB_OK);
    return tree;
}

/* What the answer says beside its values. */
static bool same_header(const gbcs_message *got, const gbcs_message *want)
{
    const gbcs_header *a = &got->header;
    const gbcs_header *b = &want->header;
    return a->cra == b->cra && a->message_code == b->message_code && a->counter == b->counter &&
           got->form == want->form && a->date_time.len == b->date_time.len &&
           alb_eui64_equal(a->originator, b->originator) && alb_eui64_equal(a->target, b->target) &&
           a->has_supplementary_party == b->has_supplementary_party &&
           a->has_supplementary_counter == b->has_supplementary_counter;
}

/* Answers that are another than the reference, and why. */
static const struct {
    const char *name, *why;
} different[] = {
    {"CS01a_2.2_SUCCESS", "its token is made for a key that is not ours; test_money.c has tokens of its own"},
    {"CCS02_8.11_SUCCESS",
     "presumes that the device to remove is in the log; test_hub.c removes one that is"},
};

static const char *why_different(const vector *v)
{
    for (size_t i = 0; i < ALB_COUNT(different); i++) {
        if (contains(v->name, different[i].name)) {
            return different[i].why;
        }
    }
    return NULL;
}

static void set(device *d, setting_key key, uint64_t value)
{
    leaves l;
    leaves_init(&l, all.arena);
    leaves_number(&l, value);
    assert_true(settings_put(&d->settings, &key, &l));
}

/* What a command presumes of the meter: ECS09 prepayment mode and low credit. */
static void presume(device *d, const gbcs_message *m)
{
    enum { ACTIVATE_EMERGENCY_CREDIT = 0x0020, PREPAYMENT = 2, POUND = 100000 };
    if (m->header.message_code == ACTIVATE_EMERGENCY_CREDIT) {
        set(d, (setting_key){.class_id = 111, .obis = {0, 0, 19, 0, 0, 255}, .id = 2}, PREPAYMENT);
        set(d, (setting_key){.class_id = 112, .obis = {0, 0, 19, 10, 1, 255}, .id = 9}, POUND);
        set(d, (setting_key){.class_id = 112, .obis = {0, 0, 19, 10, 1, 255}, .id = 10}, POUND);
    }
}

/* worked: of a meter that others have changed before. */
static bool is_answered_alike(const vector *v, const gbcs_message *m, uint16_t type, bool worked,
                              const alb_clock *clock, gbcs_keys *keys)
{
    gbcs_message want;
    gbcs_message got;
    const vector *reference = answer_to(v);
    kept k = {.response = alb_span_none()};
    device_sink sink = {.send = keep_response, .ctx = &k};
    device *d = device_for(v, m, type, clock);
    presume(d, m);
    if (worked && type == CAT_DEVICE_ESME) {
        assert_non_null(esme_own(d, alb_now(clock)));
    }
    device_receive(d, keys, v->message, &sink);
    device_free(d);
    if (k.response.len == 0) {
        print_message("%s: no answer\n", v->name);
        return false;
    }
    assert_non_null(reference);
    assert_int_equal(gbcs_message_parse(reference->message, &want, NULL), ALB_OK);
    assert_int_equal(gbcs_message_parse(k.response, &got, NULL), ALB_OK);
    cat_tree wanted = content_of(&want);
    cat_tree given = content_of(&got);
    if (!same_header(&got, &want) || !same_items(&given, &wanted)) {
        print_message("%s: answers otherwise\n", v->name);
        return false;
    }
    return true;
}

static void answers_are_as_in_the_reference(void **state)
{
    (void)state;
    alb_clock_manual clock;
    alb_clock_manual_init(&clock, alb_time_from_2000(473385600)); /* 2015, when they were made */
    gbcs_keys *keys = gbcs_keys_new(NULL, 0);
    size_t commands = 0;
    size_t alike = 0;
    size_t listed = 0;
    size_t of_sapc = 0;
    for (size_t i = 0; i < all.count; i++) {
        gbcs_message m;
        if (!is_for_us(&all.items[i], &m)) {
            continue;
        }
        const char *why = why_different(&all.items[i]);
        uint16_t type = meter_or_hub(&m);
        bool is_alike = is_answered_alike(&all.items[i], &m, type, false, &clock.clock, keys);
        assert_int_equal(is_answered_alike(&all.items[i], &m, type, true, &clock.clock, keys), is_alike);
        /* A SAPC takes some of a meter's, and answers no otherwise. */
        if (m.use_case->devices & CAT_DEVICE_SAPC) {
            assert_true(is_answered_alike(&all.items[i], &m, CAT_DEVICE_SAPC, false, &clock.clock, keys));
            of_sapc++;
        }
        if (why) {
            print_message("   listed: %s\n", why);
        }
        assert_true(!why || !is_alike);
        commands++;
        alike += is_alike;
        listed += why != NULL;
    }
    gbcs_keys_free(keys);
    print_message("%zu commands, %zu answered as the reference, %zu differences listed; %zu of a SAPC\n",
                  commands, alike, listed, of_sapc);
    assert_true(commands > 0 && of_sapc > 0);
    assert_int_equal(alike + listed, commands);
}

/* --- errors that presume a fault of the device (vectors-errata.md 3) --- */

enum { MOST_ITEMS = 128 };

/* Results of a response's items; returns how many. */
static size_t results_of(alb_span message, int16_t out[static MOST_ITEMS])
{
    gbcs_message m;
    cat_tree tree;
    size_t n = 0;
    assert_int_equal(gbcs_message_parse(message, &m, NULL), ALB_OK);
    cat_tree_init(&tree, all.arena, 0);
    assert_int_equal(gbcs_content_decode(&m, NULL, &tree, NULL), ALB_OK);
    for (uint32_t i = 0; i < tree.count; i = tree.values[i].next) {
        assert_true(n < MOST_ITEMS);
        out[n++] = tree.values[i].result;
    }
    return n;
}

/* The first item that fails in the reference answer. */
static device_fault fault_of(const int16_t *results, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (results[i] > 0) {
            return (device_fault){
                .kind = DEVICE_FAULT_RESULT, .item = (uint8_t)i, .result = (uint8_t)results[i]};
        }
    }
    return (device_fault){.kind = DEVICE_FAULT_NONE};
}

static bool is_error_for_us(const vector *v, gbcs_message *m)
{
    return contains(v->name, "_COMMAND_") && contains(v->name, "ERROR") &&
           gbcs_message_parse(v->message, m, NULL) == ALB_OK && m->use_case && m->form == GBCS_MACED &&
           m->use_case->format == CAT_FORMAT_DLMS &&
           (m->use_case->devices & (CAT_DEVICE_ESME | CAT_DEVICE_CHF)) && answer_to(v);
}

static bool fails_as_the_reference(const vector *v, const gbcs_message *m, const alb_clock *clock,
                                   gbcs_keys *keys)
{
    int16_t wanted[MOST_ITEMS];
    int16_t got[MOST_ITEMS];
    const vector *reference = answer_to(v);
    size_t n_wanted = reference ? results_of(reference->message, wanted) : 0;
    kept k = {.response = alb_span_none()};
    device_sink sink = {.send = keep_response, .ctx = &k};
    device *d = device_for(v, m, meter_or_hub(m), clock);
    device_order_fault(d, fault_of(wanted, n_wanted));
    device_receive(d, keys, v->message, &sink);
    device_free(d);
    size_t n_got = k.response.len > 0 ? results_of(k.response, got) : 0;
    bool same = n_got == n_wanted && memcmp(got, wanted, n_got * sizeof *got) == 0;
    if (!same) {
        print_message("%s: %zu results for %zu:", v->name, n_got, n_wanted);
        for (size_t i = 0; i < n_wanted; i++) {
            print_message(" %d/%d", i < n_got ? got[i] : -1, wanted[i]);
        }
        print_message("\n");
    }
    return same;
}

static void errors_come_under_ordered_faults(void **state)
{
    (void)state;
    alb_clock_manual clock;
    alb_clock_manual_init(&clock, alb_time_from_2000(473385600));
    gbcs_keys *keys = gbcs_keys_new(NULL, 0);
    size_t commands = 0;
    size_t same = 0;
    for (size_t i = 0; i < all.count; i++) {
        gbcs_message m;
        if (is_error_for_us(&all.items[i], &m)) {
            commands++;
            same += fails_as_the_reference(&all.items[i], &m, &clock.clock, keys);
        }
    }
    gbcs_keys_free(keys);
    print_message("%zu commands, %zu fail as the reference\n", commands, same);
    assert_true(commands > 0);
    assert_int_equal(same, commands);
}

/* Turns that many bits of the command, one at a time, at a device of that type. */
static void turn_bits(const vector *v, const gbcs_message *m, uint16_t type, size_t bits, crypto_ctx *crypto,
                      gbcs_keys *keys, const alb_clock *clock)
{
    static uint32_t random = 54321;
    kept k = {.response = alb_span_none()};
    device_sink sink = {.send = keep_response, .ctx = &k};
    device *d = device_for(v, m, type, clock);
    uint8_t *octets = alb_arena_alloc(all.arena, v->message.len);
    uint64_t before = fixture_digest(crypto, d);
    for (size_t n = 0; n < bits; n++) {
        random = random * 1664525 + 1013904223;
        size_t bit = (random >> 8) % (v->message.len * 8);
        memcpy(octets, v->message.ptr, v->message.len);
        octets[bit / 8] ^= (uint8_t)(1 << bit % 8);
        device_receive(d, keys, alb_span_of(octets, v->message.len), &sink);
        if (fixture_digest(crypto, d) != before || k.response.len > 0) {
            fail_msg("%s: bit %zu changes the device", v->name, bit);
        }
    }
    device_free(d);
}

/* Any command, any bit: the device is as it was. */
static void one_bit_changes_nothing(void **state)
{
    enum { BITS = 16 };
    alb_clock_manual clock;
    alb_clock_manual_init(&clock, alb_time_from_2000(473385600));
    crypto_ctx *crypto = crypto_ctx_new();
    gbcs_keys *keys = gbcs_keys_new(NULL, 0);
    size_t flips = 0;
    (void)state;
    for (size_t i = 0; i < all.count; i++) {
        gbcs_message m;
        if (!is_for_us(&all.items[i], &m)) {
            continue;
        }
        turn_bits(&all.items[i], &m, meter_or_hub(&m), BITS, crypto, keys, &clock.clock);
        if (m.use_case->devices & CAT_DEVICE_SAPC) {
            turn_bits(&all.items[i], &m, CAT_DEVICE_SAPC, BITS, crypto, keys, &clock.clock);
            flips += BITS;
        }
        flips += BITS;
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
                                           cmocka_unit_test(errors_come_under_ordered_faults),
                                           cmocka_unit_test(one_bit_changes_nothing)};
        failed = cmocka_run_group_tests(tests, NULL, NULL);
    }
    smki_keystore_free(store);
    vectors_free(&all);
    return failed;
}
