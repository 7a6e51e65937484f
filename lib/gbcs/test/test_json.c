/* Messages as JSON and back. Those whose content the catalogue does not know yet travel as octets and are
 * counted. */
#include "gbcs/json.h"

#include "vectors.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static vectors all;

static void test_every_message_comes_back(void **state)
{
    (void)state;
    size_t whole = 0;
    size_t closed = 0;
    alb_arena *arena = alb_arena_new(64 << 20);
    alb_buf text;
    alb_buf_init(&text, 64 << 20);
    for (size_t i = 0; i < all.count; i++) {
        const vector *v = &all.items[i];
        gbcs_message m;
        cat_tree tree;
        alb_json json;
        alb_err err = {0};
        char why[512];
        assert_int_equal(gbcs_message_parse(v->message, &m, NULL), ALB_OK);
        cat_tree_init(&tree, arena, 64);
        alb_status st = m.use_case ? gbcs_content_decode(&m, NULL, &tree, &err) : ALB_UNSUPPORTED;
        if (st != ALB_OK && st != ALB_UNSUPPORTED) {
            fail_msg("%s: %s", v->name, alb_err_text(&err, why, sizeof why));
        }
        alb_json_init(&json, &text, 2);
        gbcs_json_write(&json, &m, st == ALB_OK ? &tree : NULL, NULL);
        alb_wr out = alb_wr_init(alb_arena_alloc(arena, GBCS_MAX_MESSAGE), GBCS_MAX_MESSAGE);
        err = (alb_err){0};
        if (gbcs_json_read(alb_buf_span(&text), arena, &out, &err) != ALB_OK) {
            fail_msg("%s: %s", v->name, alb_err_text(&err, why, sizeof why));
        }
        if (!alb_span_equal(alb_wr_span(&out), v->message)) {
            fail_msg("%s: other octets", v->name);
        }
        whole += st == ALB_OK;
        closed += st != ALB_OK;
        alb_buf_clear(&text);
        alb_arena_reset(arena);
    }
    print_message("%zu messages came back from their values, %zu had a content not in the catalogue\n", whole,
                  closed);
    alb_buf_release(&text);
    alb_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_message_comes_back)};
    if (!vectors_load(&all)) {
        vectors_free(&all);
        return vectors_skip("rtds");
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    vectors_free(&all);
    return failed;
}
