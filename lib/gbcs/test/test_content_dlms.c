/* Contents of DLMS messages: octets of a few by the rules, random values of every use case there and back,
 * and what is said of broken ones. */
#include "gbcs/content.h"

#include "lookup_internal.h"
#include "property.h"

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

/* --- cipher text that is plain text between 5 and 12 octets --- */

static alb_status seal(void *ctx, alb_span plain, alb_wr *block)
{
    static const uint8_t tag[12];
    (void)ctx;
    alb_wr_u8(block, 0x31);
    alb_wr_be32(block, 0);
    alb_wr_bytes(block, plain);
    alb_wr_bytes(block, ALB_SPAN_OF(tag));
    return block->st;
}

static alb_status unseal(void *ctx, alb_span block, alb_arena *of, alb_span *plain)
{
    (void)ctx;
    (void)of;
    *plain = alb_span_sub(block, 5, block.len - 17);
    return ALB_OK;
}

static const gbcs_sealer sealer = {.seal = seal};
static const gbcs_opener opener = {.open = unseal};

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
    return encode_with(&sealer, use_case, header, tree, out, err);
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
    return gbcs_content_decode(&m, &opener, tree, err);
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

static uint64_t random_number(property *p, cat_kind kind)
{
    uint64_t n = property_next(p);
    switch ((int)kind) {
    case CAT_D_I8:
        return (uint64_t)(int8_t)n;
    case CAT_D_I16:
        return (uint64_t)(int16_t)n;
    case CAT_D_I32:
        return (uint64_t)(int32_t)n;
    case CAT_D_BOOL:
    case CAT_D_ENUM:
    case CAT_D_U8:
        return (uint8_t)n;
    case CAT_D_U16:
        return (uint16_t)n;
    case CAT_D_U32:
        return (uint32_t)n;
    default:
        return n;
    }
}

static alb_span random_octets(property *p, size_t n)
{
    uint8_t *octets = alb_arena_alloc(arena, n);
    for (size_t i = 0; i < n; i++) {
        octets[i] = (uint8_t)property_next(p);
    }
    return alb_span_of(octets, n);
}

static size_t random_size(property *p, const cat_type *type, size_t usual)
{
    size_t most = type->max == 0 || type->max > type->min + usual ? type->min + usual : type->max;
    return type->min + (size_t)property_below(p, most - type->min + 1);
}

static void grow(property *p, cat_tree *tree, const cat_field *field, bool tagged);

/* The first few of the optional ones: which they are is said by their number. */
static void grow_members(property *p, cat_tree *tree, const cat_type *type, size_t optional, bool tagged)
{
    for (uint16_t i = 0; i < type->n_fields; i++) {
        const cat_field *field = &type->fields[i];
        if (!field->optional || optional > 0) {
            optional -= field->optional;
            grow(p, tree, field, tagged);
        }
    }
}

static size_t random_optional(property *p, const cat_type *type)
{
    size_t n = 0;
    for (uint16_t i = 0; i < type->n_fields; i++) {
        n += type->fields[i].optional;
    }
    return (size_t)property_below(p, n + 1);
}

static void grow_rows(property *p, cat_tree *tree, const cat_type *type, uint32_t index)
{
    const cat_field *row = &type->fields[0];
    size_t columns = random_optional(p, row->type);
    size_t rows = random_size(p, type, 3);
    tree->values[index].number.u = rows;
    tree->values[index].form = (uint8_t)(rows == 0 ? columns : 0);
    for (size_t i = 0; i < rows; i++) {
        uint32_t at = cat_tree_open(tree, row);
        grow_members(p, tree, row->type, columns, false);
        cat_tree_close(tree, at);
    }
}

static void grow_plain(property *p, cat_tree *tree, const cat_type *type)
{
    for (uint16_t i = 0; i < type->n_fields; i++) {
        const cat_type *of = type->fields[i].type;
        cat_value *v = cat_tree_leaf(tree, &type->fields[i]);
        if (of->kind == CAT_B_RAW) {
            v->bytes = random_octets(p, of->max);
        } else {
            v->number.u = property_next(p) >> (64 - 8 * of->size);
        }
    }
}

static void grow_simple(property *p, cat_value *v)
{
    const cat_type *type = v->field->type;
    if (type->has_fixed_value) {
        v->number.i = type->fixed_value;
    } else if (type->fixed.ptr) {
        v->bytes = type->fixed;
    } else if (type->kind == CAT_D_BITS) {
        v->number.u = random_size(p, type, 40);
        v->bytes = random_octets(p, (size_t)(v->number.u + 7) / 8);
    } else if (type->kind >= CAT_D_OCTETS && type->kind < CAT_D_BITS) {
        v->bytes = random_octets(p, random_size(p, type, 200));
    } else if (type->kind != CAT_D_NULL) {
        v->number.u = random_number(p, type->kind);
    }
}

static void grow(property *p, cat_tree *tree, const cat_field *field, bool tagged)
{
    const cat_type *type = field->type;
    uint32_t index = cat_tree_open(tree, field);
    if (type->kind == CAT_D_STRUCT) {
        grow_members(p, tree, type, tagged ? random_optional(p, type) : type->n_fields, tagged);
    } else if (type->kind == CAT_D_ARRAY) {
        size_t n = type->n_fields == 1 ? random_size(p, type, 3) : 1;
        for (size_t i = 0; i < n && type->n_fields > 0; i++) {
            grow_members(p, tree, type, 0, tagged);
        }
    } else if (type->kind == CAT_D_COMPACT) {
        grow_rows(p, tree, type, index);
    } else if (type->kind == CAT_D_PROTECTED) {
        grow(p, tree, &type->fields[0], true);
    } else if (type->n_fields > 0) {
        grow_plain(p, tree, type);
    } else if (field->mirror == CAT_MIRROR_NONE) {
        grow_simple(p, &tree->values[index]);
    }
    cat_tree_close(tree, index);
}

static const cat_field *answer_field(const cat_item *item)
{
    const cat_attribute *a = cat_object_attribute(item->object, item->id, item->operation == CAT_ACTION);
    bool is_get = item->operation == CAT_GET || item->operation == CAT_GET_WITH_LIST;
    if (item->returns) {
        return item->returns;
    }
    if (is_get) {
        return &a->value;
    }
    return a->returns.type ? &a->returns : NULL;
}

static const cat_field *command_field(const cat_item *item)
{
    const cat_attribute *a = cat_object_attribute(item->object, item->id, item->operation == CAT_ACTION);
    return item->argument ? item->argument : &a->value;
}

static void grow_absent(cat_tree *tree, const cat_field *field, int result)
{
    cat_value *v = cat_tree_leaf(tree, field);
    v->flags = CAT_VALUE_ABSENT;
    v->result = (int16_t)result;
}

/* From some item on, each fails. */
static void grow_answers(property *p, cat_tree *tree, const cat_content *content)
{
    size_t failing = (size_t)property_below(p, content->n_items * 3U + 1);
    for (size_t i = 0; i < content->n_items; i++) {
        const cat_item *item = &content->items[i];
        const cat_field *field = answer_field(item);
        uint32_t index = tree->count;
        if (!field || i >= failing) {
            grow_absent(tree, field ? field : command_field(item), i < failing ? 0 : 250);
        } else {
            grow(p, tree, field, true);
            tree->values[index].result = 0;
        }
        tree->values[index].record = item;
    }
}

static void grow_command(property *p, cat_tree *tree, const cat_content *content)
{
    for (size_t i = 0; i < content->n_items; i++) {
        const cat_item *item = &content->items[i];
        uint32_t index = tree->count;
        if (item->optional && property_below(p, 2) == 0) {
            continue;
        }
        if (item->operation == CAT_GET) {
            grow_absent(tree, item->returns ? item->returns : command_field(item), -1);
        } else {
            grow(p, tree, command_field(item), true);
        }
        tree->values[index].record = item;
    }
}

static bool same_value(const cat_value *a, const cat_value *b)
{
    const cat_type *type = a->field->type;
    bool is_container = type->n_fields > 0 || a->field->mirror != CAT_MIRROR_NONE;
    return a->field == b->field && a->record == b->record && a->next == b->next && a->result == b->result &&
           a->form == b->form && (b->flags & CAT_VALUE_ABSENT) == (a->flags & CAT_VALUE_ABSENT) &&
           (is_container || (a->number.u == b->number.u && alb_span_equal(a->bytes, b->bytes)));
}

static bool same_tree(const cat_tree *a, const cat_tree *b)
{
    for (uint32_t i = 0; i < a->count && i < b->count; i++) {
        if (!same_value(&a->values[i], &b->values[i])) {
            print_message("value %u, %s\n", i, a->values[i].field->name);
            return false;
        }
    }
    return a->count == b->count;
}

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
    if (gbcs_content_decode(&m, &opener, &tree, &err) != ALB_OK) {
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

static void grow_alert(property *p, cat_tree *tree, const cat_content *content)
{
    grow(p, tree, &gbcs_field_alert_code, true);
    grow(p, tree, &gbcs_field_alert_time, true);
    if (content->body) {
        grow(p, tree, content->body, true);
    }
}

static bool is_dlms_alert(const cat_use_case *use_case)
{
    return use_case->alert_protection != 0 &&
           (use_case->format == CAT_FORMAT_DLMS || use_case->format == CAT_FORMAT_DEVICE);
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
        if (gbcs_content_decode(&m, &opener, &tree, &err) == ALB_OK) {
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
    grow(&p, &tree, answer_field(item), true);
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
    assert_int_equal(gbcs_content_decode(&m, &opener, &again, &err), ALB_OK);
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
