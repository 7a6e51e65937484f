/* Alerts about dated instructions against the records of the commands: what an alert says was done is an item
 * that the record calls dated, and each of those was seen (gbcs-messages.md 9). */
#include "gbcs/content.h"

#include "vectors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { FDRA_DLMS = 0x00cc, SEEN_MAX = 64 };

static vectors all;

typedef struct instruction {
    uint16_t message_code;
    uint16_t class_id;
    uint8_t obis[6];
    uint8_t attribute;
} instruction;

/* The named member of an alert's instruction, wherever in the tree. */
static const cat_value *member(const cat_tree *tree, const char *name)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        if (strcmp(tree->values[i].field->name, name) == 0) {
            return &tree->values[i];
        }
    }
    fail_msg("an alert without %s", name);
    abort(); /* not reached */
}

static instruction instruction_of(const cat_tree *tree)
{
    instruction in = {.message_code = (uint16_t)member(tree, "MessageCode")->number.u,
                      .class_id = (uint16_t)member(tree, "ClassId")->number.u,
                      .attribute = (uint8_t)member(tree, "AttributeIndex")->number.u};
    alb_span obis = member(tree, "LogicalName")->bytes;
    assert_int_equal(obis.len, sizeof in.obis);
    memcpy(in.obis, obis.ptr, obis.len);
    return in;
}

static bool is_item(const instruction *in, const cat_item *item)
{
    return item->activation && item->object->class_id == in->class_id && item->id == in->attribute &&
           memcmp(item->object->obis, in->obis, sizeof in->obis) == 0;
}

/* The dated item that an alert is about. */
static const cat_item *item_of(const vector *v, const cat_tree *tree)
{
    instruction in = instruction_of(tree);
    const cat_use_case *command = cat_use_case_find(in.message_code);
    assert_non_null(command);
    for (uint8_t i = 0; i < command->command.n_items; i++) {
        if (is_item(&in, &command->command.items[i])) {
            return &command->command.items[i];
        }
    }
    fail_msg("%s: %s has no such dated item", v->name, command->name);
    return NULL;
}

static size_t collect(const cat_item **seen)
{
    alb_arena *arena = alb_arena_new(1 << 20);
    size_t n = 0;
    for (size_t i = 0; i < all.count; i++) {
        gbcs_message m;
        cat_tree tree;
        alb_err err = {0};
        assert_int_equal(gbcs_message_parse(all.items[i].message, &m, &err), ALB_OK);
        if (m.header.message_code == FDRA_DLMS) {
            cat_tree_init(&tree, arena, 32);
            assert_int_equal(gbcs_content_decode(&m, NULL, &tree, &err), ALB_OK);
            assert_true(n < SEEN_MAX);
            seen[n++] = item_of(&all.items[i], &tree);
            alb_arena_reset(arena);
        }
    }
    alb_arena_free(arena);
    return n;
}

static bool is_among(const cat_item *item, const cat_item **seen, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (seen[i] == item) {
            return true;
        }
    }
    return false;
}

/* Of a command with one alert, every dated item has one. */
static void test_alerts_name_the_dated_items(void **state)
{
    (void)state;
    const cat_item *seen[SEEN_MAX];
    size_t n = collect(seen);
    size_t commands;
    const cat_use_case *const *use_cases = cat_use_cases(&commands);
    for (size_t i = 0; i < commands; i++) {
        const cat_content *c = &use_cases[i]->command;
        size_t dated = 0;
        size_t done = 0;
        for (uint8_t k = 0; k < c->n_items; k++) {
            dated += c->items[k].activation;
            done += is_among(&c->items[k], seen, n);
        }
        if (done > 0 && done != dated) {
            fail_msg("%s: %zu of %zu dated items have an alert", use_cases[i]->name, done, dated);
        }
    }
    assert_true(n > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_alerts_name_the_dated_items)};
    if (!vectors_load(&all) || all.count == 0) {
        vectors_free(&all);
        return vectors_skip("rtds");
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    vectors_free(&all);
    return failed;
}
