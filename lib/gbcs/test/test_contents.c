/* Contents of the reference messages: every message whose use case has a record decodes, opens its encrypted
 * parts, and encodes to the same octets, from its tree and from JSON alike. */
#include "gbcs/json.h"
#include "gbcs/opener.h"

#include "vectors.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static vectors all;
static smki_keystore *store;
static gbcs_keys *keys;
static alb_arena *arena;
static alb_buf text;

typedef struct tally {
    size_t messages, no_record, no_engine, failed;
    size_t opened, closed;
} tally;

static void complain(tally *t, const vector *v, const char *what, const alb_err *err)
{
    char why[512];
    t->failed++;
    print_message("%s: %s: %s\n", v->name, what, alb_err_text(err, why, sizeof why));
}

/* Closed parts: those whose recipient's key is not in the store. */
static void count_protected(const cat_tree *tree, tally *t)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        const cat_value *v = &tree->values[i];
        if ((v->field->type->kind == CAT_D_PROTECTED || (v->flags & CAT_VALUE_CIPHER)) && v->bytes.len > 0) {
            bool is_open = cat_tree_child(tree, i) != UINT32_MAX;
            t->opened += is_open;
            t->closed += !is_open;
        }
    }
}

/* Children lie within their parents, one behind the other. */
static bool is_well_placed(const cat_tree *tree, const gbcs_message *m)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        const cat_value *v = &tree->values[i];
        if (v->next <= i || v->next > tree->count) {
            return false;
        }
        if (!(v->flags & CAT_VALUE_PLAIN) && (size_t)v->offset + v->length > m->whole.len) {
            return false;
        }
    }
    return true;
}

static bool encodes(const gbcs_message *m, const cat_tree *tree, alb_err *err)
{
    alb_wr w = alb_wr_init(alb_arena_alloc(arena, m->content.len), m->content.len);
    *err = (alb_err){0};
    return gbcs_content_encode(m->use_case, &m->header, tree, NULL, &w, err) == ALB_OK &&
           alb_span_equal(alb_wr_span(&w), m->content);
}

static bool comes_back_from_json(const gbcs_message *m, const cat_tree *tree, alb_err *err)
{
    alb_json json;
    alb_buf_clear(&text);
    alb_json_init(&json, &text, 0);
    gbcs_json_write(&json, m, tree, NULL);
    alb_wr w = alb_wr_init(alb_arena_alloc(arena, GBCS_MAX_MESSAGE), GBCS_MAX_MESSAGE);
    *err = (alb_err){0};
    return gbcs_json_read(alb_buf_span(&text), arena, &w, err) == ALB_OK &&
           alb_span_equal(alb_wr_span(&w), m->whole);
}

static void check(const vector *v, tally *t)
{
    gbcs_message m;
    alb_err err = {0};
    cat_tree tree;
    assert_int_equal(gbcs_message_parse(v->message, &m, &err), ALB_OK);
    if (!m.use_case) {
        t->no_record++;
        return;
    }
    gbcs_opening opening;
    gbcs_opener opener = gbcs_opening_init(&opening, keys, &m);
    cat_tree_init(&tree, arena, 64);
    alb_status st = gbcs_content_decode(&m, &opener, &tree, &err);
    if (st == ALB_UNSUPPORTED) {
        t->no_engine++;
    } else if (st != ALB_OK) {
        complain(t, v, "decode", &err);
    } else if (opening.failed > 0 || !is_well_placed(&tree, &m)) {
        complain(t, v, "tree", &err);
    } else if (!encodes(&m, &tree, &err)) {
        complain(t, v, "encode", &err);
    } else if (!comes_back_from_json(&m, &tree, &err)) {
        complain(t, v, "JSON", &err);
    } else {
        t->messages++;
        count_protected(&tree, t);
    }
    gbcs_opening_release(&opening);
}

static void test_every_content_comes_back(void **state)
{
    (void)state;
    tally t = {0};
    for (size_t i = 0; i < all.count; i++) {
        check(&all.items[i], &t);
        alb_arena_reset(arena);
    }
    print_message(
        "%zu contents came back, %zu encrypted parts opened, %zu stayed closed; %zu messages have no "
        "record, %zu no engine; %zu failed\n",
        t.messages, t.opened, t.closed, t.no_record, t.no_engine, t.failed);
    assert_int_equal(t.failed, 0);
    assert_int_equal(t.closed, 0);
    assert_true(t.messages > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_content_comes_back)};
    if (!vectors_load(&all)) {
        vectors_free(&all);
        return vectors_skip("rtds");
    }
    const char *dir = vectors_path(all.arena, "keystore/rtds");
    store = smki_keystore_new();
    keys = gbcs_keys_new(store, 0);
    arena = alb_arena_new(64 << 20);
    alb_buf_init(&text, 64 << 20);
    if (!dir || smki_keystore_load(store, dir, NULL) != ALB_OK) {
        return vectors_skip("keystore/rtds");
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    alb_buf_release(&text);
    alb_arena_free(arena);
    gbcs_keys_free(keys);
    smki_keystore_free(store);
    vectors_free(&all);
    return failed;
}
