/* The reference commands in ASN.1, given to devices of their kind that know the reference parties.
 *
 * Signatures, certificates and their path are those of the messages; the MAC is made anew, since the keys of
 * the devices are not ours to know. Answers are compared with the reference answers in structure, number of
 * values and every code. The root certificate is not among the reference data either: one of our own is given
 * the root's public key, which is all that a device uses of it.
 */
#include "fixture.h"

#include "smki/name.h"
#include "vectors.h"

static vectors all;
static smki_keystore *store;
static smki_certificate *root;
static fixture *ours; /* authorities for what the devices have of their own */

enum { MAX_ROOM = 8192 };

/* --- the reference root --- */

static bool signs_issuers(crypto_ctx *ctx, const crypto_pub *pub)
{
    for (size_t i = 0; i < all.count; i++) {
        gbcs_message m;
        if (gbcs_message_parse(all.items[i].message, &m, NULL) != ALB_OK || m.header.message_code != 0x0102 ||
            m.header.cra != GBCS_COMMAND) {
            continue;
        }
        cat_tree tree;
        cat_tree_init(&tree, all.arena, 0);
        assert_int_equal(gbcs_content_decode(&m, NULL, &tree, NULL), ALB_OK);
        uint32_t at = cat_tree_find(&tree, 0, "CertificationPathCertificates/Certificate");
        smki_certificate *issuer = NULL;
        assert_int_equal(smki_certificate_parse(tree.values[at].bytes, &issuer, NULL), ALB_OK);
        bool signs = smki_certificate_signed_by(ctx, issuer, pub) == ALB_OK;
        smki_certificate_free(issuer);
        return signs;
    }
    return false;
}

static void replace_octets(alb_span in, alb_span from, alb_span to, uint8_t *out)
{
    memcpy(out, in.ptr, in.len);
    for (size_t i = 0; i + from.len <= in.len; i++) {
        if (memcmp(in.ptr + i, from.ptr, from.len) == 0) {
            memcpy(out + i, to.ptr, to.len);
        }
    }
}

/* Our root certificate with another public key and its identifier: no signature on it holds. */
static smki_certificate *dress(crypto_ctx *ctx, const smki_certificate *own, const crypto_pub *pub)
{
    uint8_t hash[20];
    uint8_t first[2048];
    uint8_t second[2048];
    alb_span der = smki_certificate_der(own);
    crypto_sha1(ctx, alb_span_of(crypto_pub_point(pub), CRYPTO_POINT), hash);
    hash[12] = (uint8_t)((hash[12] & 0x0f) | 0x40);
    assert_true(der.len <= sizeof first);
    replace_octets(der, alb_span_of(crypto_pub_point(smki_certificate_public(own)), CRYPTO_POINT),
                   alb_span_of(crypto_pub_point(pub), CRYPTO_POINT), first);
    replace_octets(alb_span_of(first, der.len), smki_certificate_ski(own), alb_span_of(hash + 12, 8), second);
    smki_certificate *dressed = NULL;
    assert_int_equal(smki_certificate_parse(alb_span_of(second, der.len), &dressed, NULL), ALB_OK);
    return dressed;
}

/* The public keys of the reference authorities stand in the notes as "| `04..."; the root's is the one that
 * signed the issuers in the messages. */
static bool find_root(void)
{
    const char *path = vectors_path(all.arena, "../reference/smki.md");
    alb_buf text;
    alb_buf_init(&text, 4 << 20);
    if (!path || alb_file_read(path, &text, NULL) != ALB_OK) {
        alb_buf_release(&text);
        return false;
    }
    alb_span rest = alb_buf_span(&text);
    while (!root) {
        const uint8_t *hit = memmem(rest.ptr, rest.len, "| `04", 5);
        if (!hit) {
            break;
        }
        rest = alb_span_sub(rest, (size_t)(hit - rest.ptr) + 3, SIZE_MAX);
        uint8_t point[CRYPTO_POINT];
        alb_wr w = alb_wr_init(point, sizeof point);
        crypto_pub *pub = NULL;
        if (alb_hex_decode(alb_span_sub(rest, 0, sizeof point * 2), &w) == ALB_OK && w.pos == sizeof point &&
            crypto_pub_load(alb_wr_span(&w), &pub, NULL) == ALB_OK && signs_issuers(ours->crypto, pub)) {
            root = dress(ours->crypto, smki_authority_certificate(ours->root), pub);
        }
        crypto_pub_free(pub);
    }
    alb_buf_release(&text);
    return root != NULL;
}

/* --- a device of the kind that the command is for --- */

static const smki_certificate *certificate_of(uint64_t entity, smki_slot slot)
{
    const smki_identity *id = smki_keystore_find(store, alb_eui64_of(entity), slot);
    return id ? id->certificate : NULL;
}

static const smki_certificate *of_role(smki_role role)
{
    for (size_t i = 0; i < smki_keystore_count(store); i++) {
        const smki_certificate *c = smki_keystore_at(store, i)->certificate;
        if (c && smki_certificate_role(c) == role &&
            smki_certificate_usage(c) == SMKI_USAGE_DIGITAL_SIGNATURE) {
            return c;
        }
    }
    return NULL;
}

static uint16_t type_of(alb_eui64 target)
{
    static const uint16_t types[] = {CAT_DEVICE_ESME,  CAT_DEVICE_GSME,   CAT_DEVICE_CHF, CAT_DEVICE_GPF,
                                     CAT_DEVICE_PPMID, CAT_DEVICE_HCALCS, CAT_DEVICE_SAPC};
    size_t which = (size_t)(alb_eui64_number(target) & 0xff) - 0xa0;
    assert_true(which < ALB_COUNT(types));
    return types[which];
}

typedef struct bench {
    device *device;
    crypto_key *signing, *agreement;
    alb_clock_manual clock;
    gbcs_keys *keys;
    alb_span heard[8];
    size_t n_heard;
} bench;

static void hear(void *ctx, alb_eui64 from, alb_span message)
{
    bench *b = ctx;
    (void)from;
    assert_true(b->n_heard < ALB_COUNT(b->heard));
    b->heard[b->n_heard++] = alb_arena_copy(all.arena, message);
}

static void drop(void *ctx, alb_eui64 from, alb_span message)
{
    (void)ctx;
    (void)from;
    (void)message;
}

static alb_status find_certificate(const void *ctx, alb_eui64 id, smki_usage usage, const crypto_key *key,
                                   smki_certificate **out)
{
    (void)ctx;
    *out = fixture_certificate(ours, id, SMKI_ROLE_NONE, usage, key);
    return ALB_OK;
}

#define ID_SUPPLIER   0x90b3d51f30010000
#define ID_OPERATOR   0x90b3d51f30020000
#define ID_BROKER     0x90b3d51f30000002
#define ID_CONTROLLER 0x90b3d51f30010008

static void bench_open(bench *b, const gbcs_message *m, bool handover)
{
    const smki_slot ds = SMKI_SLOT_DIGITAL_SIGNATURE;
    const smki_slot ka = SMKI_SLOT_KEY_AGREEMENT;
    uint64_t supplier = handover ? ID_BROKER : ID_SUPPLIER;
    uint64_t operator= handover ? ID_BROKER : ID_OPERATOR;
    *b = (bench){.signing = fixture_key(), .agreement = fixture_key()};
    /* The certificates hold in 2025; gas meters' clocks are set to the 2015 of the messages. */
    alb_time now;
    bool sets_clock = m->header.message_code == 0x007f;
    assert_true(
        alb_time_parse(sets_clock ? ALB_LIT("2015-01-01T00:00:00Z") : ALB_LIT("2025-06-01T00:00:00Z"), &now));
    alb_clock_manual_init(&b->clock, now);
    b->keys = gbcs_keys_new(NULL, 0);
    uint16_t type = type_of(m->header.target);
    bool hub = type == CAT_DEVICE_CHF;
    device_options o = {.id = m->header.target,
                        .type = type,
                        .elements = 1,
                        .phases = 1,
                        .clock = &b->clock.clock,
                        .signing = b->signing,
                        .agreement = b->agreement,
                        .certificates = {.find = find_certificate},
                        .root = root,
                        .recovery = of_role(SMKI_ROLE_RECOVERY),
                        .acb_agreement = certificate_of(ID_BROKER, ka),
                        .acb_signing = certificate_of(ID_BROKER, ds),
                        .transitional_cos = of_role(SMKI_ROLE_TRANSITIONAL_COS)};
    if (hub) {
        o.wan_provider = of_role(SMKI_ROLE_WAN_PROVIDER);
    } else {
        o.supplier_signing = certificate_of(supplier, ds);
        o.supplier_agreement = o.supplier_prepayment = certificate_of(supplier, ka);
        o.operator_signing = certificate_of(operator, ds);
        o.operator_agreement = certificate_of(operator, ka);
        o.load_controller_signing = certificate_of(ID_CONTROLLER, ds);
        o.load_controller_agreement = certificate_of(ID_CONTROLLER, ka);
    }
    assert_int_equal(device_new(&o, &b->device, NULL), ALB_OK);
}

static void bench_close(bench *b)
{
    device_free(b->device);
    crypto_key_free(b->signing);
    crypto_key_free(b->agreement);
    gbcs_keys_free(b->keys);
}

/* The message with the MAC of the broker and this device. */
static alb_span with_mac(const bench *b, const gbcs_message *m)
{
    if (m->form != GBCS_MACED) {
        return m->whole;
    }
    const smki_identity *broker = smki_keystore_find(store, alb_eui64_of(ID_BROKER), SMKI_SLOT_KEY_AGREEMENT);
    crypto_secret z;
    alb_wr out = alb_wr_init(alb_arena_alloc(all.arena, MAX_ROOM), MAX_ROOM);
    assert_int_equal(crypto_ecdh(ours->crypto, broker->key, crypto_key_public(b->agreement), &z, NULL),
                     ALB_OK);
    assert_int_equal(gbcs_write_maced(ours->crypto, &z, &m->header, m->inner, &out), ALB_OK);
    return alb_wr_span(&out);
}

static void deliver(bench *b, const gbcs_message *m)
{
    device_sink sink = {.send = hear, .ctx = b};
    b->n_heard = 0;
    device_receive(b->device, b->keys, with_mac(b, m), &sink);
}

/* --- what the reference answer presumes of the device --- */

static bool contains(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

static cat_tree content_of(const gbcs_message *m)
{
    cat_tree tree;
    cat_tree_init(&tree, all.arena, 0);
    assert_int_equal(gbcs_content_decode(m, NULL, &tree, NULL), ALB_OK);
    return tree;
}

static alb_eui64 entity_at(const cat_tree *tree, uint32_t from, const char *path)
{
    uint32_t at = cat_tree_find(tree, from, path);
    alb_rd r = alb_rd_init(tree->values[at].bytes);
    return alb_rd_eui64(&r);
}

static void presume_log(bench *b, const cat_tree *expected)
{
    uint32_t entries = cat_tree_find(expected, 0, "DeviceLogEntries");
    for (uint32_t i = entries == UINT32_MAX ? entries : cat_tree_child(expected, entries); i != UINT32_MAX;
         i = cat_tree_sibling(expected, entries, i)) {
        uint32_t type = cat_tree_find(expected, i, "DeviceType");
        assert_non_null(partners_add(&b->device->partners, entity_at(expected, i, "DeviceId"),
                                     (uint8_t)expected->values[type].number.u, JOIN_B));
    }
}

static void presume_image(bench *b, const cat_tree *asked)
{
    firmware *f = &b->device->firmware;
    uint32_t hash = cat_tree_find(asked, 0, "ManufacturerImageHash");
    f->has_image = true;
    memcpy(f->image_hash, asked->values[hash].bytes.ptr, sizeof f->image_hash);
}

/* Faults that error messages presume (vectors-errata.md 3): the code of the answer, at which item. */
static const struct {
    const char *name;
    uint8_t item, result;
} ordered[] = {
    {"CS08_11.2_ERROR", 0, 1},        {"CS02c_6.17_ERROR", 0, 3},        {"CS02e_6.24.2_ERROR", 0, 3},
    {"CS07_8.9_ERROR", 0, 1},         {"CS02fMAC_6.24.1_ERROR", 0, 127}, {"CS02fSignature_NA_ERROR", 1, 127},
    {"CS02aMAC_6.24.1_ERROR", 1, 25},
};

static void presume(bench *b, const vector *v, const cat_tree *asked, const cat_tree *expected)
{
    for (size_t i = 0; i < ALB_COUNT(ordered); i++) {
        if (contains(v->name, ordered[i].name)) {
            device_order_fault(b->device, (device_fault){.kind = DEVICE_FAULT_RESULT,
                                                         .item = ordered[i].item,
                                                         .result = ordered[i].result});
        }
    }
    if (contains(v->name, "CS07_8.9_SUCCESS")) {
        presume_log(b, expected);
    } else if (contains(v->name, "CS06_") && !contains(v->name, "IMMEDIATE_ERROR")) {
        presume_image(b, asked);
        /* Another image: the answer is that hashes differ. */
        b->device->firmware.image_hash[0] ^= contains(v->name, "ERROR");
    } else if (contains(v->name, "CS04") && contains(v->name, "SUCCESS")) {
        assert_non_null(partners_add(&b->device->partners, entity_at(asked, 0, ""), PARTNER_HCALCS, JOIN_B));
    } else if (contains(v->name, "CS03A1_8.7.1_ERROR")) {
        assert_non_null(partners_add(&b->device->partners, entity_at(asked, 0, "OtherDeviceEntityId"),
                                     PARTNER_HCALCS, JOIN_A_INITIATOR));
    }
}

/* --- what is compared --- */

/* Codes: enumerations and numbers that have names, but for what the parties chose. */
static bool is_code(const cat_value *v)
{
    return v->field->type->kind == CAT_A_ENUMERATED ||
           (v->field->type->kind == CAT_A_INTEGER && v->field->type->names.count > 0);
}

static bool same(const cat_tree *a, const cat_tree *b)
{
    if (a->count != b->count) {
        return false;
    }
    for (uint32_t i = 0; i < a->count; i++) {
        if (a->values[i].field != b->values[i].field || a->values[i].next != b->values[i].next ||
            (is_code(&a->values[i]) && a->values[i].number.u != b->values[i].number.u)) {
            return false;
        }
    }
    return true;
}

/* Answers that are another than the reference, and why. */
static const struct {
    const char *name, *why;
} different[] = {
    {"CS02d_6.15.2_SUCCESS", "the certificate is for a key pair that only the reference device has: 4"},
    {"CS03CNonCritical_8.7.2_SUCCESS", "the certificate is of another device than the one to join: 11"},
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

static void print_codes(const char *label, const cat_tree *t)
{
    print_message("   %s:", label);
    for (uint32_t i = 0; i < t->count; i++) {
        if (is_code(&t->values[i])) {
            print_message(" %s=%llu", t->values[i].field->name, (unsigned long long)t->values[i].number.u);
        }
    }
    print_message("\n");
}

static const vector *named(const char *name)
{
    for (size_t i = 0; i < all.count; i++) {
        if (strcmp(all.items[i].name, name) == 0) {
            return &all.items[i];
        }
    }
    return NULL;
}

/* X_COMMAND_GBCS.HEX -> X_RESPONSE_GBCS.HEX */
static const vector *answer_to(const vector *v)
{
    const char *at = strstr(v->name, "_COMMAND_");
    return named(alb_arena_printf(all.arena, "%.*s_RESPONSE_%s", (int)(at - v->name), v->name,
                                  at + sizeof "_COMMAND_" - 1));
}

static bool compare(const bench *b, const vector *expected, const char *name)
{
    gbcs_message want;
    gbcs_message got;
    assert_int_equal(gbcs_message_parse(expected->message, &want, NULL), ALB_OK);
    if (b->n_heard == 0) {
        print_message("%s: no answer, security event %04x\n", name,
                      b->device->security.count > 0 ? event_log_at(&b->device->security, 0)->code : 0);
        return false;
    }
    assert_int_equal(gbcs_message_parse(b->heard[0], &got, NULL), ALB_OK);
    cat_tree expected_tree = content_of(&want);
    if (got.header.message_code != want.header.message_code || got.header.cra != want.header.cra ||
        got.form != want.form || got.header.date_time.len != want.header.date_time.len) {
        print_message("%s: header: %04x for %04x, form %d for %d, date-time %zu for %zu\n", name,
                      got.header.message_code, want.header.message_code, (int)got.form, (int)want.form,
                      got.header.date_time.len, want.header.date_time.len);
        return false;
    }
    cat_tree tree = content_of(&got);
    if (!same(&tree, &expected_tree)) {
        print_message("%s: answers otherwise\n", name);
        print_codes("wanted", &expected_tree);
        print_codes("got", &tree);
        return false;
    }
    return true;
}

/* Outcome of a dated command, at its time, against the reference alert. */
static bool outcome_fits(bench *b, const vector *v)
{
    const char *date = strstr(v->name, "FUTURE_DATED");
    bool error = contains(v->name, "ERROR");
    const char *name =
        alb_arena_printf(all.arena, "%.*s%s_FUTURE_DATED_%s_ALERT_GBCS.HEX", (int)(date - v->name), v->name,
                         error ? "8F67" : "8F66", error ? "ERROR" : "SUCCESS");
    const vector *expected = named(name);
    device_sink sink = {.send = hear, .ctx = b};
    assert_non_null(expected);
    b->n_heard = 0;
    alb_time due = device_tick(b->device, b->keys, &sink);
    assert_int_equal(b->n_heard, 0);
    assert_true(due < INT64_MAX);
    alb_clock_manual_set(&b->clock, due);
    (void)device_tick(b->device, b->keys, &sink);
    return expected && compare(b, expected, name);
}

static bool is_for_us(const vector *v, gbcs_message *m)
{
    return contains(v->name, "_COMMAND_") && gbcs_message_parse(v->message, m, NULL) == ALB_OK &&
           m->use_case && m->use_case->format == CAT_FORMAT_ASN1 && m->form != GBCS_PRE_COMMAND;
}

static void every_reference_command_is_answered(void **state)
{
    size_t commands = 0;
    size_t equal = 0;
    size_t listed = 0;
    (void)state;
    for (size_t i = 0; i < all.count; i++) {
        gbcs_message m;
        gbcs_message reference;
        const vector *v = &all.items[i];
        const vector *expected = is_for_us(v, &m) ? answer_to(v) : NULL;
        if (!expected) {
            continue;
        }
        assert_int_equal(gbcs_message_parse(expected->message, &reference, NULL), ALB_OK);
        cat_tree asked = content_of(&m);
        cat_tree expected_tree = content_of(&reference);
        bench b;
        bench_open(&b, &m, contains(v->name, "Handover"));
        presume(&b, v, &asked, &expected_tree);
        deliver(&b, &m);
        bool fits = compare(&b, expected, v->name);
        if (fits && contains(v->name, "FUTURE_DATED")) {
            fits = outcome_fits(&b, v);
        }
        const char *why = why_different(v);
        if (why) {
            print_message("   listed: %s\n", why);
        }
        commands++;
        equal += fits;
        listed += why != NULL;
        assert_true(fits == (why == NULL) || !why);
        bench_close(&b);
    }
    print_message("%zu commands, %zu answered as the reference, %zu differences listed\n", commands, equal,
                  listed);
    assert_true(commands > 0);
    assert_int_equal(equal + listed, commands);
}

/* Any command, any bit: the device is as it was. */
static void one_bit_changes_nothing(void **state)
{
    enum { BITS = 40 };
    uint32_t random = 12345;
    size_t flips = 0;
    (void)state;
    for (size_t i = 0; i < all.count; i++) {
        gbcs_message m;
        if (!is_for_us(&all.items[i], &m)) {
            continue;
        }
        bench b;
        bench_open(&b, &m, false);
        device_sink sink = {.send = drop, .ctx = NULL};
        alb_span message = with_mac(&b, &m);
        uint8_t *octets = alb_arena_alloc(all.arena, message.len);
        uint64_t before = fixture_digest(ours->crypto, b.device);
        for (size_t k = 0; k < BITS; k++, flips++) {
            random = random * 1664525 + 1013904223;
            size_t bit = (random >> 8) % (message.len * 8);
            memcpy(octets, message.ptr, message.len);
            octets[bit / 8] ^= (uint8_t)(1 << bit % 8);
            device_receive(b.device, b.keys, alb_span_of(octets, message.len), &sink);
            if (fixture_digest(ours->crypto, b.device) != before) {
                fail_msg("%s: bit %zu changes the device", all.items[i].name, bit);
            }
        }
        bench_close(&b);
    }
    print_message("%zu bits turned\n", flips);
    assert_true(flips > 0);
}

int main(void)
{
    if (!vectors_load(&all)) {
        vectors_free(&all);
        return vectors_skip("rtds");
    }
    void *state = NULL;
    (void)fixture_setup(&state);
    ours = state;
    store = smki_keystore_new();
    const char *path = vectors_path(all.arena, "keystore/rtds");
    int failed = VECTORS_SKIP;
    if (path && smki_keystore_load(store, path, NULL) == ALB_OK && find_root()) {
        const struct CMUnitTest tests[] = {cmocka_unit_test(every_reference_command_is_answered),
                                           cmocka_unit_test(one_bit_changes_nothing)};
        failed = cmocka_run_group_tests(tests, NULL, NULL);
    }
    smki_certificate_free(root);
    smki_keystore_free(store);
    (void)fixture_teardown(&state);
    vectors_free(&all);
    return failed;
}
