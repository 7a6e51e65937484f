/* Trees of values, and values as text and back. */
#include "catalogue/value.h"

#include "base/text.h"
#include "property.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const cat_name colours[] = {{1, "red"}, {2, "green"}, {4, "blue"}};

static const cat_type types[] = {
    {.kind = CAT_D_BOOL},
    {.kind = CAT_D_I8},
    {.kind = CAT_D_I32, .scale = -3, .unit = "kWh"},
    {.kind = CAT_D_I64, .scale = 2},
    {.kind = CAT_D_U8, .names = CAT_NAMES(colours)},
    {.kind = CAT_D_U16, .view = CAT_VIEW_ALERT_CODE},
    {.kind = CAT_D_U32, .scale = -1},
    {.kind = CAT_D_U64, .scale = -5},
    {.kind = CAT_D_ENUM, .names = CAT_NAMES(colours)},
    {.kind = CAT_D_U32, .view = CAT_VIEW_DATE_TIME},
    {.kind = CAT_Z_BITMAP, .size = 3, .names = CAT_NAMES(colours)},
    {.kind = CAT_Z_INT, .size = 3},
    {.kind = CAT_Z_UTC, .size = 4},
    {.kind = CAT_A_INTEGER, .view = CAT_VIEW_HEX, .size = 8},
    {.kind = CAT_D_OCTETS},
    {.kind = CAT_D_OCTETS, .view = CAT_VIEW_TEXT},
    {.kind = CAT_D_OCTETS, .view = CAT_VIEW_DATE_TIME},
    {.kind = CAT_D_OCTETS, .view = CAT_VIEW_DATE},
    {.kind = CAT_D_OCTETS, .view = CAT_VIEW_TIME},
    {.kind = CAT_D_OCTETS, .view = CAT_VIEW_OBIS},
    {.kind = CAT_D_OCTETS, .view = CAT_VIEW_EUI64},
    {.kind = CAT_A_ANY, .view = CAT_VIEW_CERTIFICATE},
    {.kind = CAT_D_VISIBLE},
    {.kind = CAT_Z_TEXT},
    {.kind = CAT_A_TIME},
    {.kind = CAT_D_BITS},
    {.kind = CAT_A_BITS},
};

static const uint8_t widths[CAT_B_STRUCT + 1] = {
    [CAT_D_BOOL] = 1,    [CAT_D_I8] = 1,     [CAT_D_I32] = 4, [CAT_D_U8] = 1,  [CAT_D_U16] = 2,
    [CAT_D_U32] = 4,     [CAT_D_ENUM] = 1,   [CAT_D_I64] = 8, [CAT_D_U64] = 8, [CAT_Z_UTC] = 4,
    [CAT_A_INTEGER] = 8, [CAT_Z_BITMAP] = 3, [CAT_Z_INT] = 3};

/* A random value as a decoder would leave it. Octets have the view's length half of the time, and wildcards.
 */
static void fill(cat_value *v, property *p, uint8_t octets[static 16])
{
    const cat_type *type = v->field->type;
    unsigned width = widths[type->kind];
    if (width > 0) {
        v->number.u = property_next(p);
        if (width < 8) {
            v->number.u &= (UINT64_C(1) << 8 * width) - 1;
        }
        if (property_below(p, 4) == 0) {
            v->number.u = property_below(p, 8);
        }
        bool negative = width < 8 && (v->number.u >> (8 * width - 1) & 1);
        if (negative && (type->kind == CAT_D_I8 || type->kind == CAT_D_I32 || type->kind == CAT_Z_INT)) {
            v->number.u |= UINT64_MAX << 8 * width;
        }
        return;
    }
    static const uint8_t usual[] = {[CAT_VIEW_DATE_TIME] = 12,
                                    [CAT_VIEW_DATE] = 5,
                                    [CAT_VIEW_TIME] = 4,
                                    [CAT_VIEW_OBIS] = 6,
                                    [CAT_VIEW_EUI64] = 8};
    bool odd = property_below(p, 2) == 0 || type->view >= ALB_COUNT(usual) || usual[type->view] == 0;
    size_t len = odd ? property_below(p, 17) : usual[type->view];
    for (size_t i = 0; i < len; i++) {
        uint64_t r = property_next(p);
        octets[i] = r % 5 == 0 ? 0xff : r % 5 == 1 ? (uint8_t)(r >> 8) : (uint8_t)('0' + (r >> 8) % 60);
    }
    v->bytes = alb_span_of(octets, len);
    if (type->kind == CAT_D_BITS || type->kind == CAT_A_BITS) {
        v->number.u = len * 8 - (len > 0 ? property_below(p, 8) : 0);
    }
}

static void test_any_value_comes_back_from_its_text(void **state)
{
    (void)state;
    alb_arena *arena = alb_arena_new(1 << 16);
    property p = {7};
    for (int round = 0; round < 40000; round++) {
        const cat_field field = {.name = "x", .type = &types[property_below(&p, ALB_COUNT(types))]};
        uint8_t octets[16];
        char text[256];
        alb_err err = {0};
        cat_value v = {.field = &field, .result = -1};
        cat_value back = {.field = &field, .result = -1};
        fill(&v, &p, octets);
        alb_wr w = alb_wr_init(text, sizeof text);
        cat_value_text(&v, &w);
        assert_int_equal(w.st, ALB_OK);
        if (cat_value_set_text(&back, alb_wr_span(&w), arena, &err) != ALB_OK) {
            fail_msg("type %d: %s", (int)field.type->kind, err.detail);
        }
        assert_true(alb_span_equal(v.bytes, back.bytes));
        assert_int_equal(v.number.u, back.number.u);
        alb_arena_reset(arena);
    }
    alb_arena_free(arena);
}

static void check_text(const cat_type *type, alb_span bytes, uint64_t number, const char *want)
{
    char text[128] = {0};
    const cat_field field = {.name = "x", .type = type};
    cat_value v = {.field = &field, .bytes = bytes, .number.u = number, .result = -1};
    alb_wr w = alb_wr_init(text, sizeof text - 1);
    cat_value_text(&v, &w);
    assert_string_equal(text, want);
}

static void test_texts(void **state)
{
    (void)state;
    static const uint8_t stamp[] = {0x07, 0xdf, 1, 1, 0xff, 0, 0, 0, 0, 0x80, 0, 0xff};
    static const uint8_t doubtful[] = {0x07, 0xdf, 1, 1, 0xff, 0, 0, 0, 0, 0x80, 0, 2};
    static const uint8_t christmas[] = {0xff, 0xff, 12, 25, 0xff};
    static const uint8_t obis[] = {0, 0, 0x13, 0x0a, 0, 0xff};
    const cat_type date_time = {.kind = CAT_D_OCTETS, .view = CAT_VIEW_DATE_TIME};
    const cat_type date = {.kind = CAT_D_OCTETS, .view = CAT_VIEW_DATE};
    const cat_type code = {.kind = CAT_D_OCTETS, .view = CAT_VIEW_OBIS};
    const cat_type energy = {.kind = CAT_D_I32, .scale = -3};
    const cat_type flags = {.kind = CAT_Z_BITMAP, .size = 1, .names = CAT_NAMES(colours)};
    check_text(&date_time, ALB_SPAN_OF(stamp), 0, "2015-01-01T00:00:00Z");
    check_text(&date_time, ALB_SPAN_OF(doubtful), 0, "2015-01-01T00:00:00Z status=02");
    check_text(&date, ALB_SPAN_OF(christmas), 0, "*-12-25");
    check_text(&code, ALB_SPAN_OF(obis), 0, "0-0:19.10.0.255");
    check_text(&energy, (alb_span){0}, (uint64_t)-12345, "-12.345");
    check_text(&flags, (alb_span){0}, 0x15, "red|blue|0x10");
    check_text(&flags, (alb_span){0}, 0, "0x0");
}

static void test_what_does_not_fit_is_refused(void **state)
{
    (void)state;
    static const struct {
        cat_type type;
        const char *text;
    } bad[] = {{{.kind = CAT_D_U8}, "256"},       {{.kind = CAT_D_U8}, "-1"},
               {{.kind = CAT_D_I8}, "128"},       {{.kind = CAT_D_I8}, "-129"},
               {{.kind = CAT_D_U8}, "red"},       {{.kind = CAT_D_I32, .scale = -1}, "1.25"},
               {{.kind = CAT_D_OCTETS}, "0"},     {{.kind = CAT_D_OCTETS}, "zz"},
               {{.kind = CAT_D_BITS}, "012"},     {{.kind = CAT_Z_UTC}, "1999-12-31T23:59:59Z"},
               {{.kind = CAT_D_BOOL}, "perhaps"}, {{.kind = CAT_D_OCTETS, .view = CAT_VIEW_DATE}, "2015-13"}};
    alb_arena *arena = alb_arena_new(1 << 16);
    for (size_t i = 0; i < ALB_COUNT(bad); i++) {
        const cat_field field = {.name = "x", .type = &bad[i].type};
        cat_value v = {.field = &field, .result = -1};
        alb_err err = {0};
        assert_int_equal(cat_value_set_text(&v, alb_span_str(bad[i].text), arena, &err), ALB_BAD_VALUE);
        assert_non_null(strstr(err.detail, bad[i].text));
    }
    alb_arena_free(arena);
}

static void test_paths(void **state)
{
    (void)state;
    const cat_field list = {.name = "List", .type = &types[0]};
    const cat_field entry = {.name = "Entry", .type = &types[0]};
    const cat_field leaf = {.name = "Leaf", .type = &types[1]};
    alb_arena *arena = alb_arena_new(1 << 20);
    cat_tree t;
    cat_tree_init(&t, arena, 1);
    uint32_t top = cat_tree_open(&t, &list);
    for (uint64_t i = 0; i < 5; i++) {
        uint32_t e = cat_tree_open(&t, &entry);
        cat_tree_leaf(&t, &leaf)->number.u = i;
        cat_tree_close(&t, e);
    }
    cat_tree_close(&t, top);
    assert_true(cat_tree_ok(&t));
    assert_int_equal(t.count, 11);
    uint32_t found = cat_tree_find(&t, top, "Entry[3]/Leaf");
    assert_int_not_equal(found, UINT32_MAX);
    assert_int_equal(t.values[found].number.u, 3);
    assert_int_equal(cat_tree_find(&t, top, "Entry"), 1);
    assert_int_equal(cat_tree_find(&t, top, "Entry[5]"), UINT32_MAX);
    assert_int_equal(cat_tree_find(&t, top, "Other"), UINT32_MAX);
    assert_int_equal(cat_tree_find(&t, top, "Entry[x]"), UINT32_MAX);
    size_t n = 0;
    for (uint32_t i = cat_tree_child(&t, top); i != UINT32_MAX; i = cat_tree_sibling(&t, top, i)) {
        n++;
    }
    assert_int_equal(n, 5);
    alb_arena_free(arena);
}

static void test_a_tree_out_of_memory_stays_usable(void **state)
{
    (void)state;
    const cat_field leaf = {.name = "Leaf", .type = &types[1]};
    alb_arena *arena = alb_arena_new(4096);
    cat_tree t;
    cat_tree_init(&t, arena, 4);
    for (int i = 0; i < 1000; i++) {
        uint32_t at = cat_tree_open(&t, &leaf);
        t.values[at].number.u = 1;
        cat_tree_close(&t, at);
    }
    assert_int_equal(t.st, ALB_NO_MEMORY);
    alb_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_value_comes_back_from_its_text), cmocka_unit_test(test_texts),
        cmocka_unit_test(test_what_does_not_fit_is_refused),       cmocka_unit_test(test_paths),
        cmocka_unit_test(test_a_tree_out_of_memory_stays_usable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
