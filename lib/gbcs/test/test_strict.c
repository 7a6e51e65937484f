/* The strict mode: over the reference messages it names those that vectors-errata.md 2.1 lists, with the
 * places given there, the one odd frame control of 2.6, and no other. */
#include "gbcs/strict.h"

#include "vectors.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

typedef struct found {
    size_t offsets[8];
    size_t count;
} found;

static void keep(void *ctx, const gbcs_deviation *deviation)
{
    found *f = ctx;
    assert_non_null(deviation->rule);
    assert_non_null(deviation->text);
    assert_true(f->count < ALB_COUNT(f->offsets));
    f->offsets[f->count++] = deviation->offset;
}

/* Places in the content. */
static const struct {
    const char *name;
    found want;
} known[] = {
    {"CS02bNOByNO_6.15.1_SUCCESS_RESPONSE", {{0}, 1}},
    {"CS02bSupplierBySupplier_6.15.1_8F66_FUTURE_DATED_SUCCESS_ALERT", {{0, 26, 57}, 3}},
    {"CS02bSupplierBySupplier_6.15.1_8F67_FUTURE_DATED_ERROR_ALERT", {{0, 26, 57}, 3}},
    {"CS02bSupplierBySupplier_6.15.1_IMMEDIATE_SUCCESS_RESPONSE", {{0, 6, 37}, 3}},
    {"CS02gLoadControllerBySupplier_6.15.1_8F66_FUTURE_DATED_SUCCESS_ALERT", {{0}, 1}},
    {"CS02gLoadControllerBySupplier_6.15.1_8F67_FUTURE_DATED_ERROR_ALERT", {{0}, 1}},
    {"CS02gLoadControllerBySupplier_6.15.1_IMMEDIATE_ERROR_RESPONSE", {{0}, 1}},
    {"CS02bNOByNOHandover_6.21_SUCCESS_RESPONSE", {{0}, 1}},
    {"CS02bSupplierBySupplierHandover_6.21_SUCCESS_RESPONSE", {{0, 6, 37}, 3}},
    {"CS02bSupplierByTransCoS_6.23_8F66_FUTURE_DATED_SUCCESS_ALERT", {{0, 26, 57}, 3}},
    {"CS02bSupplierByTransCoS_6.23_IMMEDIATE_SUCCESS_RESPONSE", {{0, 6, 37}, 3}},
    {"CS02aMAC_6.24.1_SUCCESS_RESPONSE", {{0}, 1}},
    {"CS02fMAC_6.24.1_SUCCESS_RESPONSE", {{0}, 1}},
    {"CS02fSignature_NA_SUCCESS_RESPONSE", {{0}, 1}},
    {"CS02gLoadControllerByLoadController_NA_8F66_FUTURE_DATED_SUCCESS_ALERT", {{0}, 1}},
    {"CS02gLoadControllerByLoadController_NA_IMMEDIATE_SUCCESS_RESPONSE", {{0}, 1}},
    {"GCS20r_6.2.10_ERROR_RESPONSE", {{8}, 1}},
};

static const found *expected(const char *name)
{
    static const found none;
    for (size_t i = 0; i < ALB_COUNT(known); i++) {
        if (strncmp(name, known[i].name, strlen(known[i].name)) == 0) {
            return &known[i].want;
        }
    }
    return &none;
}

static void over_the_reference_messages(void **state)
{
    vectors all;
    size_t listed = 0;
    (void)state;
    if (!vectors_load(&all)) {
        vectors_free(&all);
        skip();
    }
    alb_arena *arena = alb_arena_new(16 << 20);
    for (size_t i = 0; i < all.count; i++) {
        const vector *v = &all.items[i];
        const found *want = expected(v->name);
        found got = {.count = 0};
        gbcs_message m;
        cat_tree tree;
        assert_int_equal(gbcs_message_parse(v->message, &m, NULL), ALB_OK);
        cat_tree_init(&tree, arena, 64);
        assert_int_equal(gbcs_content_decode(&m, NULL, &tree, NULL), ALB_OK);
        size_t count = gbcs_strict(&m, &tree, keep, &got);
        assert_int_equal(count, got.count);
        listed += got.count > 0;
        if (got.count != want->count) {
            fail_msg("%s: %zu deviations, not %zu", v->name, got.count, want->count);
        }
        for (size_t k = 0; k < got.count; k++) {
            assert_int_equal(got.offsets[k] - (size_t)(m.content.ptr - m.whole.ptr), want->offsets[k]);
        }
        alb_arena_reset(arena);
    }
    assert_int_equal(listed, ALB_COUNT(known));
    alb_arena_free(arena);
    vectors_free(&all);
}

/* CS02a of our own, its outer length longer than needed, without a signature but with the empty block for
 * one. */
static void places_in_a_message_of_our_own(void **state)
{
    (void)state;
    static const uint8_t content[] = {0x30, 0x81, 14, 0x30, 7, 0x02, 1, 2, 0x03,
                                      2,    3,    8,  0x30, 3, 0x02, 1, 0};
    uint8_t whole[128];
    gbcs_header h = {.cra = GBCS_COMMAND, .counter = 1, .message_code = 0x0008};
    gbcs_message m;
    found got = {.count = 0};
    alb_wr w = alb_wr_init(whole, sizeof whole);
    gbcs_write_grouping(&w, &h, ALB_SPAN_OF(content));
    gbcs_write_signature(&w, (alb_span){0});
    assert_int_equal(gbcs_message_parse(alb_wr_span(&w), &m, NULL), ALB_OK);
    assert_int_equal(gbcs_strict(&m, NULL, keep, &got), 2);
    assert_int_equal(got.offsets[0], m.content.ptr - whole);
    assert_int_equal(got.offsets[1], w.pos - 1);
    assert_int_equal(gbcs_strict(&m, NULL, NULL, NULL), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(over_the_reference_messages),
        cmocka_unit_test(places_in_a_message_of_our_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
