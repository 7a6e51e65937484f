/* Random messages of every use case of all three encodings: built, signed and authenticated with keys of our
 * own, parsed back equal; and not one bit of them can be turned unnoticed. */
#include "gbcs/verify.h"

#include "grow_asn1.h"
#include "grow_dlms.h"
#include "grow_gbz.h"
#include "open_cipher.h"
#include "parties.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { SEEDS = 12, FLIPS = 40 };

static alb_arena *arena;
static parties who;
static smki_keystore *store;
static gbcs_keys *keys;

/* --- any content --- */

static bool grow_alert_of(property *p, cat_tree *tree, const cat_use_case *u)
{
    bool is_gbz =
        u->format == CAT_FORMAT_GBZ || (u->format == CAT_FORMAT_DEVICE && property_below(p, 2) == 0);
    if (is_gbz) {
        grow_gbz_alert(p, tree, &u->alert);
    } else {
        grow_alert(p, tree, &u->alert);
    }
    return true;
}

static bool grow_body(property *p, cat_tree *tree, const cat_content *content)
{
    if (content->body) {
        grow_asn1(p, tree, content->body);
    }
    return content->body != NULL;
}

/* False: the use case has no message of that kind. */
static bool grow_any(property *p, cat_tree *tree, const cat_use_case *u, gbcs_cra cra)
{
    const cat_content *of[] = {
        [GBCS_COMMAND] = &u->command, [GBCS_RESPONSE] = &u->response, [GBCS_ALERT] = &u->alert};
    if (u->format == CAT_FORMAT_ASN1) {
        return grow_body(p, tree, of[cra]);
    }
    if (cra == GBCS_ALERT) {
        return u->alert_protection != 0 && grow_alert_of(p, tree, u);
    }
    if (u->format == CAT_FORMAT_DLMS && u->command.n_items > 0) {
        if (cra == GBCS_COMMAND) {
            grow_command(p, tree, &u->command);
        } else {
            grow_answers(p, tree, &u->command);
        }
        return true;
    }
    if (u->format == CAT_FORMAT_GBZ && u->command.n_components > 0) {
        if (cra == GBCS_COMMAND) {
            grow_components(p, tree, &u->command, cra);
        } else {
            grow_gbz_response(p, tree, u);
        }
        return tree->count > 0;
    }
    return false;
}

/* --- in any message --- */

static gbcs_header header_of(const cat_use_case *u, gbcs_cra cra)
{
    bool is_command = cra == GBCS_COMMAND;
    return (gbcs_header){.cra = cra,
                         .counter = 0x0102030405060708,
                         .originator = alb_eui64_of(is_command ? PARTY_SUPPLIER : PARTY_DEVICE),
                         .target = alb_eui64_of(is_command ? PARTY_DEVICE : PARTY_SUPPLIER),
                         .message_code = u->message_code};
}

static unsigned protection_of(const cat_use_case *u, gbcs_cra cra)
{
    unsigned asked = cra == GBCS_COMMAND    ? u->command_protection
                     : cra == GBCS_RESPONSE ? u->response_protection
                                            : u->alert_protection;
    return asked != 0 ? asked : CAT_PROTECT_MAC | CAT_PROTECT_SIGNATURE;
}

static bool is_from_device(const cat_use_case *u)
{
    return (u->roles & CAT_ROLE_DEVICE) != 0;
}

/* Is every octet of it vouched for by the parties that it names? */
static bool is_authentic(alb_span octets, unsigned protection)
{
    gbcs_message m;
    gbcs_verdict v;
    return gbcs_message_parse(octets, &m, NULL) == ALB_OK &&
           gbcs_verify(keys, &m, ALB_TIME_NONE, &v, NULL) == ALB_OK &&
           (!(protection & CAT_PROTECT_MAC) || v.mac == GBCS_CHECK_OK) &&
           (!(protection & CAT_PROTECT_SIGNATURE) || v.signature == GBCS_CHECK_OK);
}

static void say_where(const cat_use_case *u, gbcs_cra cra, uint64_t seed, const char *what,
                      const alb_err *err)
{
    char why[512];
    fail_msg("%s, %s, seed %llu: %s: %s", u->name, gbcs_cra_name(cra), (unsigned long long)seed, what,
             alb_err_text(err, why, sizeof why));
}

/* The whole message; empty when the use case has none of that kind. */
static alb_span build(const cat_use_case *u, gbcs_cra cra, uint64_t seed, cat_tree *grown)
{
    property p = {seed << 16 | u->message_code};
    gbcs_header header = header_of(u, cra);
    alb_wr content = alb_wr_init(alb_arena_alloc(arena, GBCS_MAX_MESSAGE), GBCS_MAX_MESSAGE);
    alb_err err = {.code = ALB_OK};
    cat_tree_init(grown, arena, 64);
    if (!grow_any(&p, grown, u, cra)) {
        return (alb_span){0};
    }
    if (gbcs_content_encode(u, &header, grown, &open_cipher_sealer, &content, &err) != ALB_OK) {
        say_where(u, cra, seed, "encode", &err);
    }
    alb_span octets = parties_protect(&who, &header, alb_wr_span(&content), protection_of(u, cra), arena);
    assert_true(octets.len > 0);
    return octets;
}

static void check_comes_back(const cat_use_case *u, gbcs_cra cra, uint64_t seed, alb_span octets,
                             const cat_tree *grown)
{
    gbcs_message m;
    cat_tree tree;
    alb_err err = {.code = ALB_OK};
    assert_int_equal(gbcs_message_parse(octets, &m, NULL), ALB_OK);
    cat_tree_init(&tree, arena, 64);
    if (gbcs_content_decode(&m, &open_cipher_opener, &tree, &err) != ALB_OK) {
        say_where(u, cra, seed, "decode", &err);
    }
    if (!same_tree(grown, &tree)) {
        say_where(u, cra, seed, "another tree", &err);
    }
    alb_wr again = alb_wr_init(alb_arena_alloc(arena, m.content.len), m.content.len);
    assert_int_equal(gbcs_content_encode(u, &m.header, &tree, NULL, &again, &err), ALB_OK);
    assert_true(alb_span_equal(alb_wr_span(&again), m.content));
}

typedef struct tally {
    size_t use_cases, messages, flips;
} tally;

static void each_message(void (*check)(const cat_use_case *, gbcs_cra, uint64_t, alb_span, const cat_tree *),
                         uint64_t seeds, tally *t)
{
    size_t count;
    const cat_use_case *const *all = cat_use_cases(&count);
    for (size_t i = 0; i < count; i++) {
        size_t before = t->messages;
        for (gbcs_cra cra = GBCS_COMMAND; cra <= GBCS_ALERT; cra++) {
            for (uint64_t seed = 0; seed < seeds; seed++) {
                cat_tree grown;
                alb_span octets = build(all[i], cra, seed, &grown);
                if (octets.len > 0) {
                    check(all[i], cra, seed, octets, &grown);
                    t->messages++;
                }
                alb_arena_reset(arena);
            }
        }
        t->use_cases += t->messages > before;
        /* What goes over the home area network alone has a code and no message. */
        bool has_message =
            all[i]->command_protection + all[i]->response_protection + all[i]->alert_protection > 0;
        assert_int_equal(t->messages > before, has_message);
    }
}

static void any_message_comes_back(void **state)
{
    (void)state;
    tally t = {0};
    each_message(check_comes_back, SEEDS, &t);
    print_message("%zu messages of %zu use cases came back\n", t.messages, t.use_cases);
}

/* --- turned bits --- */

static void check_flip(const cat_use_case *u, gbcs_cra cra, alb_span octets, uint8_t *copy, size_t bit)
{
    copy[bit / 8] ^= (uint8_t)(1U << bit % 8);
    if (is_authentic(alb_span_of(copy, octets.len), protection_of(u, cra))) {
        fail_msg("%s, %s: bit %zu of octet %zu turned unnoticed", u->name, gbcs_cra_name(cra), bit % 8,
                 bit / 8);
    }
    copy[bit / 8] ^= (uint8_t)(1U << bit % 8);
}

static void check_some_flips(const cat_use_case *u, gbcs_cra cra, uint64_t seed, alb_span octets,
                             const cat_tree *grown)
{
    (void)grown;
    property p = {seed << 20 | u->message_code};
    uint8_t *copy = alb_arena_alloc(arena, octets.len);
    memcpy(copy, octets.ptr, octets.len);
    if (is_from_device(u) && cra == GBCS_COMMAND) {
        return; /* its MAC is of two devices: these parties are not */
    }
    if (!is_authentic(octets, protection_of(u, cra))) {
        fail_msg("%s, %s is not authentic", u->name, gbcs_cra_name(cra));
    }
    for (int i = 0; i < FLIPS; i++) {
        check_flip(u, cra, octets, copy, (size_t)property_below(&p, octets.len * 8));
    }
}

static void no_bit_of_any_message_turns_unnoticed(void **state)
{
    (void)state;
    tally t = {0};
    each_message(check_some_flips, 1, &t);
}

/* Every bit of one message of each form. */
static void no_bit_at_all_turns_unnoticed(void **state)
{
    (void)state;
    static const unsigned protections[] = {CAT_PROTECT_MAC, CAT_PROTECT_SIGNATURE,
                                           CAT_PROTECT_MAC | CAT_PROTECT_SIGNATURE};
    static const uint8_t content[] = {0xd9, 0x20, 6, 7,   8,    0, 1, 3,    0, 9,   0,
                                      0,    10,   0, 106, 0xff, 1, 1, 0x12, 0, 0x33};
    const cat_use_case *u = cat_use_case_named(ALB_LIT("ECS42"));
    gbcs_header header = header_of(u, GBCS_COMMAND);
    for (size_t i = 0; i < ALB_COUNT(protections); i++) {
        alb_span octets = parties_protect(&who, &header, ALB_SPAN_OF(content), protections[i], arena);
        uint8_t *copy = alb_arena_alloc(arena, octets.len);
        assert_true(is_authentic(octets, protections[i]));
        memcpy(copy, octets.ptr, octets.len);
        for (size_t bit = 0; bit < octets.len * 8; bit++) {
            copy[bit / 8] ^= (uint8_t)(1U << bit % 8);
            assert_false(is_authentic(alb_span_of(copy, octets.len), protections[i]));
            copy[bit / 8] ^= (uint8_t)(1U << bit % 8);
        }
    }
    alb_arena_reset(arena);
}

/* --- trees that no decoder made --- */

static void spoil(property *p, cat_tree *tree)
{
    for (int swaps = 0; swaps < 3 && tree->count > 0; swaps++) {
        cat_value *a = &tree->values[property_below(p, tree->count)];
        const cat_value *b = &tree->values[property_below(p, tree->count)];
        bool others_field = property_below(p, 3) == 0;
        a->field = others_field ? b->field : a->field;
        a->bytes = b->bytes;
        a->number = b->number;
        a->flags ^= (uint8_t)(property_next(p) & CAT_VALUE_ABSENT);
    }
}

static void check_odd_trees(const cat_use_case *u, gbcs_cra cra, uint64_t seed, alb_span octets,
                            const cat_tree *grown)
{
    property p = {seed << 24 | u->message_code};
    gbcs_message m;
    cat_tree odd = *grown;
    alb_err err = {.code = ALB_OK};
    alb_wr w = alb_wr_init(alb_arena_alloc(arena, GBCS_MAX_MESSAGE), GBCS_MAX_MESSAGE);
    assert_int_equal(gbcs_message_parse(octets, &m, NULL), ALB_OK);
    spoil(&p, &odd);
    alb_status st = gbcs_content_encode(u, &m.header, &odd, &open_cipher_sealer, &w, &err);
    if (st != ALB_OK) {
        if (err.code != st || !err.rule || !err.detail[0]) {
            say_where(u, cra, seed, "refused without a reason", &err);
        }
        return;
    }
    cat_tree again;
    m.content = m.whole = alb_wr_span(&w);
    cat_tree_init(&again, arena, 64);
    if (gbcs_content_decode(&m, &open_cipher_opener, &again, &err) != ALB_OK) {
        say_where(u, cra, seed, "written, but not read again", &err);
    }
}

static void odd_trees_are_refused_or_written(void **state)
{
    (void)state;
    tally t = {0};
    each_message(check_odd_trees, SEEDS, &t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_message_comes_back),
        cmocka_unit_test(odd_trees_are_refused_or_written),
        cmocka_unit_test(no_bit_of_any_message_turns_unnoticed),
        cmocka_unit_test(no_bit_at_all_turns_unnoticed),
    };
    arena = alb_arena_new(64 << 20);
    store = smki_keystore_new();
    if (!arena || !store || !parties_init(&who) || !parties_fill(&who, store)) {
        return 1;
    }
    keys = gbcs_keys_new(store, 0);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    gbcs_keys_free(keys);
    smki_keystore_free(store);
    parties_release(&who);
    alb_arena_free(arena);
    return failed;
}
