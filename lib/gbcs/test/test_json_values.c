/* Messages as JSON, value by value: what stands at the offset that is printed is the value, and an edited
 * value changes the octets there. */
#include "gbcs/json.h"

#include "open_cipher.h"
#include "property.h"
#include "vectors.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static vectors all;
static alb_arena *arena;
static alb_buf text;

static alb_status through_json(const gbcs_message *m, const cat_tree *tree, alb_span *out, alb_err *err)
{
    alb_json json;
    alb_wr w = alb_wr_init(alb_arena_alloc(arena, GBCS_MAX_MESSAGE), GBCS_MAX_MESSAGE);
    alb_buf_clear(&text);
    alb_json_init(&json, &text, 0);
    gbcs_json_write(&json, m, tree, NULL);
    *err = (alb_err){.code = ALB_OK};
    alb_status st = gbcs_json_read(alb_buf_span(&text), arena, &w, err);
    *out = alb_wr_span(&w);
    return st;
}

static bool decode(alb_span octets, const gbcs_opener *opener, gbcs_message *m, cat_tree *tree)
{
    assert_int_equal(gbcs_message_parse(octets, m, NULL), ALB_OK);
    cat_tree_init(tree, arena, 64);
    return m->use_case && gbcs_content_decode(m, opener, tree, NULL) == ALB_OK;
}

static bool is_leaf(const cat_tree *tree, uint32_t index)
{
    const cat_value *v = &tree->values[index];
    cat_kind kind = v->field->type->kind;
    return cat_tree_child(tree, index) == UINT32_MAX && kind != CAT_NOTHING && v->length > 0 &&
           !(v->flags & (CAT_VALUE_ABSENT | CAT_VALUE_PLAIN | CAT_VALUE_CIPHER));
}

/* --- places --- */

static uint64_t big_endian(alb_span octets)
{
    uint64_t n = 0;
    for (size_t i = 0; i < octets.len; i++) {
        n = n << 8 | octets.ptr[i];
    }
    return n;
}

static uint64_t little_endian(alb_span octets)
{
    uint64_t n = 0;
    for (size_t i = octets.len; i > 0; i--) {
        n = n << 8 | octets.ptr[i - 1];
    }
    return n;
}

/* The low octets of a number, as many as stand on the wire. */
static uint64_t cut(uint64_t number, size_t octets)
{
    return octets >= 8 ? number : number & ((UINT64_C(1) << 8 * octets) - 1);
}

/* A number behind its tag: one octet in COSEM data, two with the length in DER. */
static bool number_stands(const cat_value *v, alb_span place)
{
    cat_kind kind = v->field->type->kind;
    if (kind >= CAT_Z_UINT && kind <= CAT_Z_UTC) {
        return cut(v->number.u, place.len) == little_endian(place);
    }
    size_t tag = 0;
    if (kind >= CAT_A_NULL && kind <= CAT_A_ANY) {
        tag = 2;
    } else if (kind < CAT_Z_UINT && place.len % 2 == 1 && place.len > 1) {
        tag = 1;
    } else if (kind < CAT_Z_UINT && place.len == 2) {
        tag = kind == CAT_D_I16 || kind == CAT_D_U16 ? 0 : 1;
    }
    alb_span octets = alb_span_sub(place, tag, place.len);
    return cut(v->number.u, octets.len) == big_endian(octets);
}

static bool is_string(cat_kind kind)
{
    return (kind >= CAT_D_OCTETS && kind <= CAT_D_BITS) || kind == CAT_D_PROTECTED ||
           (kind >= CAT_Z_OCTETS && kind <= CAT_Z_RAW) || kind == CAT_A_OCTETS || kind == CAT_A_BITS ||
           kind == CAT_A_TIME || kind == CAT_A_ANY || kind == CAT_B_RAW;
}

static bool is_number(cat_kind kind)
{
    return (kind >= CAT_D_BOOL && kind <= CAT_D_ENUM) || (kind >= CAT_Z_UINT && kind <= CAT_Z_UTC) ||
           kind == CAT_A_INTEGER || kind == CAT_A_ENUMERATED || kind == CAT_B_UINT || kind == CAT_B_TIME;
}

/* Strings borrow from the message: they must end where their place ends. */
static bool stands(const gbcs_message *m, const cat_value *v)
{
    alb_span place = alb_span_sub(m->whole, v->offset, v->length);
    cat_kind kind = v->field->type->kind;
    if (place.len != v->length) {
        return false;
    }
    if (is_string(kind)) {
        return v->bytes.len <= place.len &&
               alb_span_equal(v->bytes, alb_span_sub(place, place.len - v->bytes.len, v->bytes.len));
    }
    return !is_number(kind) || number_stands(v, place);
}

static void values_stand_where_it_is_said(void **state)
{
    (void)state;
    size_t leaves = 0;
    for (size_t i = 0; i < all.count; i++) {
        gbcs_message m;
        cat_tree tree;
        assert_true(decode(all.items[i].message, NULL, &m, &tree));
        for (uint32_t k = 0; k < tree.count; k++) {
            if (is_leaf(&tree, k)) {
                leaves++;
                if (!stands(&m, &tree.values[k])) {
                    fail_msg("%s: %s at %u", all.items[i].name, tree.values[k].field->name,
                             tree.values[k].offset);
                }
            }
        }
        alb_arena_reset(arena);
    }
    print_message("%zu values stand where their offsets say\n", leaves);
    assert_true(leaves > 10000);
}

/* --- edits --- */

static bool can_be_edited(const cat_tree *tree, uint32_t index)
{
    const cat_value *v = &tree->values[index];
    const cat_type *type = v->field->type;
    bool has_something = is_number(type->kind) || (is_string(type->kind) && v->bytes.len > 0);
    return is_leaf(tree, index) && has_something && v->field->mirror == CAT_MIRROR_NONE && !type->has_default;
}

static void edit(cat_value *v)
{
    if (is_string(v->field->type->kind) && v->bytes.len > 0) {
        alb_span copy = alb_arena_copy(arena, v->bytes);
        uint8_t *octets = alb_arena_alloc(arena, copy.len);
        memcpy(octets, copy.ptr, copy.len);
        octets[copy.len / 2] ^= 0x01;
        v->bytes = alb_span_of(octets, copy.len);
    } else {
        v->number.u ^= 1;
    }
}

/* Every octet outside the value is what it was. */
static bool differs_only_there(alb_span was, alb_span is, const cat_value *v)
{
    for (size_t i = 0; i < was.len; i++) {
        bool inside = i >= v->offset && i < (size_t)v->offset + v->length;
        if (was.ptr[i] != is.ptr[i] && !inside) {
            return false;
        }
    }
    return true;
}

typedef struct tally {
    size_t changed, refused;
} tally;

/* A value that the use case fixes is refused when it is another. */
static void edit_one(const vector *v, const gbcs_message *m, const cat_tree *tree, uint32_t index, tally *t)
{
    cat_value *value = &tree->values[index];
    const cat_value kept = *value;
    alb_span octets;
    alb_err err;
    edit(value);
    alb_status st = through_json(m, tree, &octets, &err);
    *value = kept;
    if (st != ALB_OK) {
        t->refused++;
        assert_true(err.code == st && err.rule && err.detail[0]);
        return;
    }
    t->changed++;
    if (alb_span_equal(octets, m->whole) ||
        (octets.len == m->whole.len && !differs_only_there(m->whole, octets, &kept))) {
        fail_msg("%s: %s edited at %u", v->name, kept.field->name, kept.offset);
    }
}

static void an_edited_value_changes_its_octets(void **state)
{
    (void)state;
    property p = {3};
    tally t = {0};
    for (size_t i = 0; i < all.count; i++) {
        gbcs_message m;
        cat_tree tree;
        assert_true(decode(all.items[i].message, NULL, &m, &tree));
        for (int tries = 0; tries < 3 && tree.count > 0; tries++) {
            uint32_t k = (uint32_t)property_below(&p, tree.count);
            if (can_be_edited(&tree, k)) {
                edit_one(&all.items[i], &m, &tree, k, &t);
            }
        }
        alb_arena_reset(arena);
    }
    print_message("%zu edited values changed their octets, %zu were refused\n", t.changed, t.refused);
    assert_true(t.changed > 500);
}

/* --- of our own --- */

/* GCS13a, answered with one encrypted component of another frame control than the use case has. */
static void an_odd_frame_control_of_an_encrypted_component_is_kept(void **state)
{
    (void)state;
    static const uint8_t content[] = {1,    9,    1, 3, 7, 2, 0, 36,   0, 0, 0x1c, 0, 1, 0,    29,
                                      0x31, 0,    0, 0, 0, 2, 3, 0xc0, 1, 3, 0xc0, 0, 3, 0xc0, 0,
                                      0,    0xc0, 0, 0, 0, 0, 0, 0,    0, 0, 0,    0, 0, 0};
    static const uint8_t signature[GBCS_SIGNATURE];
    uint8_t whole[256];
    gbcs_header h = {.cra = GBCS_RESPONSE, .counter = 1, .message_code = 0x0074};
    alb_wr w = alb_wr_init(whole, sizeof whole);
    gbcs_write_grouping(&w, &h, ALB_SPAN_OF(content));
    gbcs_write_signature(&w, ALB_SPAN_OF(signature));
    const gbcs_opener *openers[] = {NULL, &open_cipher_opener};
    for (size_t i = 0; i < ALB_COUNT(openers); i++) {
        gbcs_message m;
        cat_tree tree;
        alb_span octets;
        alb_err err;
        assert_true(decode(alb_wr_span(&w), openers[i], &m, &tree));
        assert_true(tree.count > 1);
        assert_ptr_equal(tree.values[1].field, &gbcs_gbz_frame_control);
        assert_int_equal(through_json(&m, &tree, &octets, &err), ALB_OK);
        assert_true(alb_span_equal(octets, m.whole));
    }
}

/* As several are printed one behind the other. */
static void messages_are_read_one_by_one(void **state)
{
    (void)state;
    alb_span both = ALB_LIT("{\"header\": []}\n {\"header\": []}\n");
    uint8_t out[64];
    for (int i = 0; i < 2; i++) {
        alb_wr w = alb_wr_init(out, sizeof out);
        alb_err err = {.code = ALB_OK};
        alb_span before = both;
        assert_int_not_equal(gbcs_json_read_next(&both, arena, &w, &err), ALB_OK);
        assert_true(both.len < before.len && err.code != ALB_TRAILING);
    }
    alb_wr w = alb_wr_init(out, sizeof out);
    assert_int_equal(both.len, 1);
    assert_int_equal(gbcs_json_read_next(&both, arena, &w, NULL), ALB_BAD_FORMAT);
}

int main(void)
{
    const struct CMUnitTest own[] = {
        cmocka_unit_test(an_odd_frame_control_of_an_encrypted_component_is_kept),
        cmocka_unit_test(messages_are_read_one_by_one),
    };
    const struct CMUnitTest over_vectors[] = {
        cmocka_unit_test(values_stand_where_it_is_said),
        cmocka_unit_test(an_edited_value_changes_its_octets),
    };
    arena = alb_arena_new(64 << 20);
    alb_buf_init(&text, 64 << 20);
    int failed = cmocka_run_group_tests(own, NULL, NULL);
    if (vectors_load(&all)) {
        failed += cmocka_run_group_tests(over_vectors, NULL, NULL);
    }
    vectors_free(&all);
    alb_buf_release(&text);
    alb_arena_free(arena);
    return failed;
}
