/* Contents of DLMS messages: octets of a few by the rules, random values of every use case there and back,
 * and what is said of broken ones. */
#include "gbcs/content.h"

#include "grow_dlms.h"
#include "lookup_internal.h"
#include "open_cipher.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define OCTETS(...) ALB_SPAN_OF(((const uint8_t[]){__VA_ARGS__}))

static alb_arena *arena;

static gbcs_header header_of(gbcs_cra cra, const cat_use_case *use_case)
{
    return (gbcs_header){.cra = cra,
                         .counter = 0x0102030405060708,
                         .originator = alb_eui64_of(UINT64_C(0x90b3d51f30010000)),
                         .target = alb_eui64_of(UINT64_C(0x00db1234567890a0)),
                         .message_code = use_case->message_code};
}

/* A message with that content, so that offsets are those of a message; signatures are not looked at here. */
static gbcs_message message_of(const gbcs_header *header, alb_span content)
{
    static const uint8_t signature[GBCS_SIGNATURE];
    alb_wr w = alb_wr_init(alb_arena_alloc(arena, content.len + 128), content.len + 128);
    gbcs_write_grouping(&w, header, content);
    if (header->cra != GBCS_COMMAND) {
        gbcs_write_signature(&w, ALB_SPAN_OF(signature));
    }
    gbcs_message m;
    assert_int_equal(gbcs_message_parse(alb_wr_span(&w), &m, NULL), ALB_OK);
    return m;
}

static alb_status encode_with(const gbcs_sealer *by, const cat_use_case *use_case, const gbcs_header *header,
                              const cat_tree *tree, alb_span *out, alb_err *err)
{
    enum { ROOM = GBCS_MAX_MESSAGE };
    alb_wr w = alb_wr_init(alb_arena_alloc(arena, ROOM), ROOM);
    *err = (alb_err){0};
    alb_status st = gbcs_content_encode(use_case, header, tree, by, &w, err);
    *out = alb_wr_span(&w);
    return st;
}

static alb_status encode(const cat_use_case *use_case, const gbcs_header *header, const cat_tree *tree,
                         alb_span *out, alb_err *err)
{
    return encode_with(&open_cipher_sealer, use_case, header, tree, out, err);
}

static const cat_use_case *named(const char *name)
{
    const cat_use_case *use_case = cat_use_case_named(alb_span_str(name));
    assert_non_null(use_case);
    return use_case;
}

/* --- by the rules --- */

static cat_tree empty_tree(void)
{
    cat_tree tree;
    cat_tree_init(&tree, arena, 16);
    return tree;
}

static void expect_command(const char *name, alb_span want)
{
    const cat_use_case *use_case = named(name);
    gbcs_header header = header_of(GBCS_COMMAND, use_case);
    cat_tree tree = empty_tree();
    alb_span content;
    alb_err err;
    assert_int_equal(encode(use_case, &header, &tree, &content, &err), ALB_OK);
    assert_int_equal(content.len, want.len);
    assert_memory_equal(content.ptr, want.ptr, want.len);
}

/* What needs no value is written without one. */
static void commands_without_values(void **state)
{
    (void)state;
    expect_command("ECS52",
                   OCTETS(0xd9, 0x20, 0x06, 0x07, 0x08, 0, 1, 1, 0, 1, 0, 0, 0, 2, 1, 0xff, 2, 1, 0));
    expect_command("ECS42", OCTETS(0xd9, 0x20, 0x06, 0x07, 0x08, 0, 1, 3, 0, 9, 0, 0, 10, 0, 106, 0xff, 1, 1,
                                   0x12, 0, 0x33));
    expect_command("ECS17b",
                   OCTETS(0xd9, 0x20, 0x06, 0x07, 0x08, 0,                                       /* */
                          1, 3, 0, 30, 0, 0, 43, 2, 8, 0xff, 1,                                  /* */
                          1, 2, 2,                                                               /* */
                          1, 1, 2, 5, 0x12, 0, 1, 9, 6, 0, 0, 94, 44, 34, 10, 15, 2, 0x12, 0, 0, /* */
                          2, 2, 0x16, 0, 0,                                                      /* */
                          1, 1, 2, 2, 0x16, 2, 2, 5,                                             /* */
                          9, 9, 4, 1, 2, 3, 4, 5, 6, 7, 8,                                       /* */
                          9, 8, 0x90, 0xb3, 0xd5, 0x1f, 0x30, 1, 0, 0,                           /* */
                          9, 8, 0, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x90, 0xa0, 9, 0,               /* */
                          2, 2, 0x16, 2, 2, 2, 9, 1, 2, 9, 0));
}

static alb_status decode(const cat_use_case *use_case, gbcs_cra cra, alb_span content, cat_tree *tree,
                         alb_err *err)
{
    gbcs_header header = header_of(cra, use_case);
    gbcs_message m = message_of(&header, content);
    *tree = empty_tree();
    *err = (alb_err){0};
    return gbcs_content_decode(&m, &open_cipher_opener, tree, err);
}

static void answers_carry_data_or_a_result(void **state)
{
    (void)state;
    const cat_use_case *use_case = named("ECS45");
    cat_tree tree;
    alb_err err;
    assert_int_equal(
        decode(use_case, GBCS_RESPONSE, OCTETS(0xda, 0x20, 6, 7, 8, 0, 0, 1, 0x16, 1, 1, 1, 0), &tree, &err),
        ALB_OK);
    assert_int_equal(tree.count, 1);
    assert_int_equal(tree.values[0].number.u, 1);
    assert_int_equal(tree.values[0].result, 0);
    assert_ptr_equal(tree.values[0].record, &use_case->command.items[0]);
    assert_int_equal(
        decode(use_case, GBCS_RESPONSE, OCTETS(0xda, 0x20, 6, 7, 8, 0, 0, 1, 0, 1, 1, 1), &tree, &err),
        ALB_OK);
    assert_int_equal(tree.values[0].flags, CAT_VALUE_ABSENT);
    assert_int_equal(tree.values[0].result, 1);
}

static void errors_say_what_and_where(void **state)
{
    (void)state;
    /* The content begins at octet 34 of the message. */
    const struct {
        const char *use_case;
        gbcs_cra cra;
        alb_span content;
        alb_status want;
        size_t offset;
        const char *path, *detail;
    } bad[] = {
        {"ECS45", GBCS_RESPONSE, OCTETS(0xda, 0x20, 6, 7, 8, 0, 0, 1, 0x11, 1, 1, 1, 0), ALB_BAD_TAG, 42,
         "ECS45/SupplyState", "unsigned (tag 11) where enum must stand"},
        {"ECS45", GBCS_RESPONSE, OCTETS(0xda, 0x20, 6, 7, 8, 0, 0, 1, 0x16, 1, 1, 2, 0), ALB_MISMATCH, 45,
         "ECS45/SupplyState", "result of operation 2, not 1 as the use case has it"},
        {"ECS45", GBCS_RESPONSE, OCTETS(0xda, 0x20, 6, 7, 8, 0, 0, 1, 0, 1, 1, 0), ALB_MISMATCH, 44,
         "ECS45/SupplyState", "result 0, but the data is absent"},
        {"ECS45", GBCS_RESPONSE, OCTETS(0xda, 0x20, 6, 7, 9, 0, 0, 1, 0x16, 1, 1, 1, 0), ALB_MISMATCH, 35,
         "ECS45", "long-invoke-id 20060709 is not 20060708, made from the counter"},
        {"ECS45", GBCS_RESPONSE, OCTETS(0xda, 0x20, 6, 7, 8, 0, 0, 2, 0, 0, 2, 1, 0, 1, 0), ALB_MISMATCH, 41,
         "ECS45", "2 answers to a command of 1 items"},
        {"ECS45", GBCS_RESPONSE, OCTETS(0xda, 0x20, 6, 7, 8, 0, 0, 1, 0x16, 1, 1, 1, 0, 0), ALB_TRAILING, 47,
         "ECS45", "octets left after the value"},
        {"ECS42", GBCS_COMMAND,
         OCTETS(0xd9, 0x20, 6, 7, 8, 0, 1, 3, 0, 9, 0, 0, 10, 0, 106, 0xff, 1, 1, 0x12, 0, 0x34),
         ALB_BAD_VALUE, 52, NULL, "52 where 51 must stand"},
        {"ECS42", GBCS_COMMAND,
         OCTETS(0xd9, 0x20, 6, 7, 8, 0, 1, 3, 0, 9, 0, 0, 10, 0, 107, 0xff, 1, 1, 0x12, 0, 0x33),
         ALB_MISMATCH, 41, "ECS42",
         "item with operation 3, class 9, object 0-0:10.0.107.255, id 1 is not the next of the use case"},
        {"ECS42", GBCS_COMMAND, OCTETS(0xd9, 0x20, 6, 7, 8, 0, 0, 0), ALB_MISMATCH, 42, "ECS42", NULL},
        {"ECS52", GBCS_RESPONSE, OCTETS(0xda, 0x20, 6, 7, 8, 0, 0, 1, 9, 3, 1, 2, 3, 1, 1, 0), ALB_BAD_LENGTH,
         42, "ECS52/FirmwareVersion", "3 octets where 4..4 may stand"},
    };
    for (size_t i = 0; i < ALB_COUNT(bad); i++) {
        cat_tree tree;
        alb_err err;
        assert_int_equal(decode(named(bad[i].use_case), bad[i].cra, bad[i].content, &tree, &err),
                         bad[i].want);
        assert_int_equal(err.code, bad[i].want);
        if (err.offset != bad[i].offset) {
            fail_msg("%zu: offset %zu, not %zu", i, err.offset, bad[i].offset);
        }
        assert_non_null(err.rule);
        if (bad[i].path) {
            assert_string_equal(err.path, bad[i].path);
        }
        if (bad[i].detail) {
            assert_string_equal(err.detail, bad[i].detail);
        }
    }
}

static void mirrors_must_agree(void **state)
{
    (void)state;
    const cat_use_case *use_case = named("ECS17b");
    gbcs_header header = header_of(GBCS_COMMAND, use_case);
    cat_tree tree = empty_tree();
    alb_span content;
    alb_err err;
    assert_int_equal(encode(use_case, &header, &tree, &content, &err), ALB_OK);
    header.target = alb_eui64_of(1);
    gbcs_message m = message_of(&header, content);
    tree = empty_tree();
    assert_int_equal(gbcs_content_decode(&m, NULL, &tree, &err), ALB_MISMATCH);
    assert_string_equal(err.rule, "GBCS 7.2.7");
    assert_non_null(strstr(err.path, "ProtectionOptions/"));
}

/* --- any values of every use case --- */

static void round_trip(const cat_use_case *use_case, gbcs_cra cra, const cat_tree *grown, uint64_t seed)
{
    gbcs_header header = header_of(cra, use_case);
    alb_span content;
    alb_span again;
    alb_err err;
    char why[512];
    if (encode(use_case, &header, grown, &content, &err) != ALB_OK) {
        fail_msg("%s, %s, seed %llu: %s", use_case->name, gbcs_cra_name(cra), (unsigned long long)seed,
                 alb_err_text(&err, why, sizeof why));
    }
    gbcs_message m = message_of(&header, content);
    cat_tree tree = empty_tree();
    if (gbcs_content_decode(&m, &open_cipher_opener, &tree, &err) != ALB_OK) {
        fail_msg("%s, %s, seed %llu: %s", use_case->name, gbcs_cra_name(cra), (unsigned long long)seed,
                 alb_err_text(&err, why, sizeof why));
    }
    if (!same_tree(grown, &tree)) {
        fail_msg("%s, %s, seed %llu: another tree", use_case->name, gbcs_cra_name(cra),
                 (unsigned long long)seed);
    }
    assert_int_equal(encode(use_case, &header, &tree, &again, &err), ALB_OK);
    assert_true(alb_span_equal(content, again));
}

static void any_alerts_come_back(void **state)
{
    (void)state;
    size_t count;
    size_t alerts = 0;
    const cat_use_case *const *all = cat_use_cases(&count);
    for (size_t i = 0; i < count; i++) {
        for (uint64_t seed = 0; seed < 8 && is_dlms_alert(all[i]); seed++, alerts++) {
            property p = {seed << 16 | all[i]->message_code};
            cat_tree tree = empty_tree();
            grow_alert(&p, &tree, &all[i]->alert);
            round_trip(all[i], GBCS_ALERT, &tree, seed);
            alb_arena_reset(arena);
        }
    }
    assert_true(alerts > 0);
}

/* Whatever happens to the octets: refused with a reason, or another content that comes back too. */
static void check_damaged(property *p, const cat_use_case *use_case, gbcs_cra cra, alb_span content)
{
    gbcs_header header = header_of(cra, use_case);
    for (int i = 0; i < 40; i++) {
        alb_span damaged = alb_arena_copy(arena, content);
        uint64_t bit = property_below(p, damaged.len * 8);
        uint8_t *octets = alb_arena_alloc(arena, content.len);
        memcpy(octets, damaged.ptr, damaged.len);
        octets[bit / 8] ^= (uint8_t)(1 << bit % 8);
        damaged = alb_span_of(octets, i % 4 == 0 ? (size_t)property_below(p, content.len) : content.len);
        gbcs_message m = message_of(&header, damaged);
        cat_tree tree = empty_tree();
        alb_err err = {0};
        alb_span again;
        if (gbcs_content_decode(&m, &open_cipher_opener, &tree, &err) == ALB_OK) {
            assert_int_equal(encode_with(NULL, use_case, &header, &tree, &again, &err), ALB_OK);
            assert_true(alb_span_equal(again, m.content));
        } else {
            assert_true(err.code != ALB_OK && err.rule && err.detail[0] && err.offset <= m.whole.len);
        }
    }
}

static void damaged_contents_are_refused_or_come_back(void **state)
{
    (void)state;
    size_t count;
    const cat_use_case *const *all = cat_use_cases(&count);
    for (size_t i = 0; i < count; i++) {
        for (gbcs_cra cra = GBCS_COMMAND; all[i]->command.n_items > 0 && cra <= GBCS_RESPONSE; cra++) {
            property p = {all[i]->message_code};
            gbcs_header header = header_of(cra, all[i]);
            cat_tree tree = empty_tree();
            alb_span content;
            alb_err err;
            if (cra == GBCS_COMMAND) {
                grow_command(&p, &tree, &all[i]->command);
            } else {
                grow_answers(&p, &tree, &all[i]->command);
            }
            assert_int_equal(encode(all[i], &header, &tree, &content, &err), ALB_OK);
            check_damaged(&p, all[i], cra, content);
            alb_arena_reset(arena);
        }
    }
}

/* Trees that no decoder made, with fields, flags and values in each other's places: refused with a reason, or
 * written as octets that are read again. */
static void odd_trees_are_refused_or_written(void **state)
{
    (void)state;
    size_t count;
    const cat_use_case *const *all = cat_use_cases(&count);
    for (size_t i = 0; i < count; i++) {
        for (uint64_t seed = 0; seed < 20 && all[i]->command.n_items > 0; seed++) {
            property p = {seed << 16 | all[i]->message_code};
            gbcs_cra cra = seed % 2 ? GBCS_RESPONSE : GBCS_COMMAND;
            gbcs_header header = header_of(cra, all[i]);
            cat_tree tree = empty_tree();
            if (cra == GBCS_COMMAND) {
                grow_command(&p, &tree, &all[i]->command);
            } else {
                grow_answers(&p, &tree, &all[i]->command);
            }
            for (int swaps = 0; swaps < 3 && tree.count > 0; swaps++) {
                cat_value *a = &tree.values[property_below(&p, tree.count)];
                const cat_value *b = &tree.values[property_below(&p, tree.count)];
                a->field = seed % 3 == 0 ? b->field : a->field;
                a->bytes = b->bytes;
                a->number = b->number;
                a->flags ^= (uint8_t)(property_next(&p) & CAT_VALUE_ABSENT);
            }
            alb_span content;
            alb_err err;
            if (encode(all[i], &header, &tree, &content, &err) == ALB_OK) {
                cat_tree again;
                assert_int_equal(decode(all[i], cra, content, &again, &err), ALB_OK);
            } else {
                assert_true(err.code != ALB_OK && err.rule && err.detail[0] && err.path[0]);
            }
            alb_arena_reset(arena);
        }
    }
}

/* As many half hours as one message can carry need no more than an ordinary arena. */
static void the_longest_log_fits(void **state)
{
    (void)state;
    enum { ROWS = 8000 };
    const cat_use_case *use_case = named("ECS22b");
    const cat_item *item = &use_case->command.items[0];
    gbcs_header header = header_of(GBCS_RESPONSE, use_case);
    property p = {1};
    cat_tree tree = empty_tree();
    grow_data(&p, &tree, answer_field(item), true);
    uint32_t log = tree.count - 1;
    while (tree.values[log].field->type->kind != CAT_D_COMPACT) {
        log--;
    }
    /* Its rows come last, so it and all around it can grow where they are. */
    tree.count = log + 1;
    for (int i = 0; i < ROWS; i++) {
        uint32_t row = cat_tree_open(&tree, &tree.values[log].field->type->fields[0]);
        grow_members(&p, &tree, tree.values[row].field->type, 0, false);
        cat_tree_close(&tree, row);
    }
    for (uint32_t i = 0; i <= log; i++) {
        tree.values[i].next = tree.values[i].next > log ? tree.count : tree.values[i].next;
    }
    tree.values[0].record = item;
    alb_span content;
    alb_err err;
    assert_int_equal(encode(use_case, &header, &tree, &content, &err), ALB_OK);
    gbcs_message m = message_of(&header, content);
    alb_arena *ordinary = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    cat_tree again;
    cat_tree_init(&again, ordinary, 64);
    assert_int_equal(gbcs_content_decode(&m, &open_cipher_opener, &again, &err), ALB_OK);
    assert_int_equal(again.count, tree.count);
    alb_arena_free(ordinary);
    alb_arena_reset(arena);
}

/* ECS57 resets up to three registers. Its answers do not say which; they come back all the same. */
static void answers_to_optional_items(void **state)
{
    (void)state;
    const cat_use_case *use_case = named("ECS57");
    const alb_span content = OCTETS(0xda, 0x20, 6, 7, 8, 0, 0, 1, 0, 1, 3, 0);
    gbcs_header header = header_of(GBCS_RESPONSE, use_case);
    cat_tree tree;
    alb_span again;
    alb_err err;
    assert_int_equal(decode(use_case, GBCS_RESPONSE, content, &tree, &err), ALB_OK);
    assert_ptr_equal(tree.values[0].field, &gbcs_field_unnamed_item);
    assert_null(tree.values[0].record);
    assert_int_equal(encode(use_case, &header, &tree, &again, &err), ALB_OK);
    assert_true(alb_span_equal(again, content));
    /* In ECS47a only the last is sure: the script that is executed. */
    use_case = named("ECS47a");
    assert_int_equal(decode(use_case, GBCS_RESPONSE,
                            OCTETS(0xda, 0x20, 6, 7, 8, 0, 0, 3, 0, 0, 0, 3, 2, 0, 2, 0, 3, 0), &tree, &err),
                     ALB_OK);
    assert_ptr_equal(tree.values[1].field, &gbcs_field_unnamed_item);
    assert_ptr_equal(tree.values[2].record, &use_case->command.items[use_case->command.n_items - 1]);
}

static void any_values_come_back(void **state)
{
    (void)state;
    size_t count;
    const cat_use_case *const *all = cat_use_cases(&count);
    for (size_t i = 0; i < count; i++) {
        const cat_use_case *use_case = all[i];
        for (uint64_t seed = 0; seed < 8 && use_case->command.n_items > 0; seed++) {
            property p = {seed << 16 | use_case->message_code};
            cat_tree command = empty_tree();
            cat_tree response = empty_tree();
            grow_command(&p, &command, &use_case->command);
            round_trip(use_case, GBCS_COMMAND, &command, seed);
            grow_answers(&p, &response, &use_case->command);
            round_trip(use_case, GBCS_RESPONSE, &response, seed);
            alb_arena_reset(arena);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_without_values),
        cmocka_unit_test(answers_carry_data_or_a_result),
        cmocka_unit_test(errors_say_what_and_where),
        cmocka_unit_test(mirrors_must_agree),
        cmocka_unit_test(any_values_come_back),
        cmocka_unit_test(any_alerts_come_back),
        cmocka_unit_test(answers_to_optional_items),
        cmocka_unit_test(damaged_contents_are_refused_or_come_back),
        cmocka_unit_test(odd_trees_are_refused_or_written),
        cmocka_unit_test(the_longest_log_fits),
    };
    arena = alb_arena_new(64 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    alb_arena_free(arena);
    return failed;
}
