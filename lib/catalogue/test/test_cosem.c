/* What holds for COSEM objects and for the DLMS use cases that name them. */
#include "catalogue/use_case.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* --- types --- */

static bool holds_fields(cat_kind kind)
{
    return kind == CAT_D_STRUCT || kind == CAT_D_COMPACT || kind == CAT_D_CHOICE || kind == CAT_D_PROTECTED;
}

static void check_names(const cat_type *type, const char *where)
{
    for (uint16_t i = 0; i < type->names.count; i++) {
        for (uint16_t j = 0; j < i; j++) {
            if (type->names.names[i].value == type->names.names[j].value ||
                strcmp(type->names.names[i].name, type->names.names[j].name) == 0) {
                fail_msg("%s: %s named twice", where, type->names.names[i].name);
            }
        }
    }
}

static void check_type(const cat_type *type, const char *where, unsigned depth)
{
    if (!type || type->kind == CAT_NOTHING || depth > 12) {
        fail_msg("%s: no type, or one without end", where);
    }
    if (type->max != 0 && type->min > type->max) {
        fail_msg("%s: at least %u, at most %u", where, type->min, type->max);
    }
    if (holds_fields(type->kind) && type->n_fields == 0) {
        fail_msg("%s: without fields", where);
    }
    if ((type->kind == CAT_D_COMPACT || type->kind == CAT_D_PROTECTED) && type->n_fields != 1) {
        fail_msg("%s: more than one field", where);
    }
    check_names(type, where);
    for (uint16_t i = 0; i < type->n_fields; i++) {
        const cat_field *field = &type->fields[i];
        if (!field->name || field->name[0] == '\0') {
            fail_msg("%s: field %u has no name", where, i);
        }
        for (uint16_t j = 0; j < i; j++) {
            if (strcmp(field->name, type->fields[j].name) == 0) {
                fail_msg("%s: two fields %s", where, field->name);
            }
        }
        check_type(field->type, field->name, depth + 1);
    }
}

/* --- objects --- */

static int order(const cat_object *a, const cat_object *b)
{
    return a->class_id != b->class_id ? a->class_id - b->class_id : memcmp(a->obis, b->obis, sizeof a->obis);
}

static void objects_are_sorted_and_found(void **state)
{
    (void)state;
    size_t count;
    const cat_object *const *all = cat_objects(&count);
    assert_true(count > 200);
    for (size_t i = 0; i < count; i++) {
        assert_true(i == 0 || order(all[i - 1], all[i]) < 0);
        assert_ptr_equal(cat_object_find(all[i]->class_id, all[i]->obis), all[i]);
        assert_int_not_equal(all[i]->devices, 0);
    }
    assert_null(cat_object_find(1, (uint8_t[]){9, 9, 9, 9, 9, 9}));
}

static void members_are_unique_and_have_types(void **state)
{
    (void)state;
    size_t count;
    const cat_object *const *all = cat_objects(&count);
    for (size_t i = 0; i < count; i++) {
        const cat_object *object = all[i];
        assert_true(object->n_attributes > 0);
        for (uint8_t a = 0; a < object->n_attributes; a++) {
            const cat_attribute *member = &object->attributes[a];
            assert_ptr_equal(cat_object_attribute(object, member->id, member->method), member);
            assert_non_null(member->cosem);
            check_type(member->value.type, member->value.name, 0);
            if (member->returns.type) {
                assert_true(member->method);
                check_type(member->returns.type, member->returns.name, 0);
            }
        }
    }
}

/* --- use cases --- */

static const cat_attribute *member_of(const cat_use_case *use_case, const cat_item *item)
{
    const cat_attribute *member =
        item->object ? cat_object_attribute(item->object, item->id, item->operation == CAT_ACTION) : NULL;
    if (!member) {
        fail_msg("%s: item without %s %u", use_case->name, item->object ? item->object->name : "object",
                 item->id);
    }
    return member;
}

static const cat_field *field_of(const cat_attribute *member, const cat_item *item)
{
    bool override = item->argument && (item->operation == CAT_SET || item->operation == CAT_ACTION);
    return override ? item->argument : &member->value;
}

/* One name, one place in the message; only a read that repeats an attribute repeats its name. */
static void check_unique(const cat_use_case *use_case, const cat_item *items, uint8_t i)
{
    const char *name = field_of(member_of(use_case, &items[i]), &items[i])->name;
    for (uint8_t j = 0; j < i; j++) {
        bool same = items[i].object == items[j].object && items[i].id == items[j].id &&
                    items[i].operation == items[j].operation;
        if (!same && strcmp(name, field_of(member_of(use_case, &items[j]), &items[j])->name) == 0) {
            fail_msg("%s: two items %s", use_case->name, name);
        }
    }
}

static void check_items(const cat_use_case *use_case)
{
    const cat_item *items = use_case->command.items;
    for (uint8_t i = 0; i < use_case->command.n_items; i++) {
        const cat_attribute *member = member_of(use_case, &items[i]);
        if ((use_case->devices & ~items[i].object->devices) != 0) {
            fail_msg("%s: a device lacks %s", use_case->name, items[i].object->name);
        }
        bool selective = items[i].operation == CAT_GET_WITH_LIST;
        if (selective && (!items[i].argument || member->value.type->kind != CAT_D_COMPACT)) {
            fail_msg("%s: %s is no log that can be read selectively", use_case->name, member->value.name);
        }
        if (items[i].activation && (items[i].operation != CAT_SET || use_case->future_dated == CAT_NO)) {
            fail_msg("%s: %s may not be dated", use_case->name, member->value.name);
        }
        if (items[i].argument) {
            check_type(items[i].argument->type, items[i].argument->name, 0);
        }
        check_unique(use_case, items, i);
    }
}

static void items_name_members_that_devices_have(void **state)
{
    (void)state;
    size_t count;
    const cat_use_case *const *all = cat_use_cases(&count);
    for (size_t i = 0; i < count; i++) {
        if (all[i]->format == CAT_FORMAT_DLMS) {
            check_items(all[i]);
            if (all[i]->alert.body) {
                assert_int_equal(all[i]->alert.body->type->kind, CAT_D_STRUCT);
                check_type(all[i]->alert.body->type, all[i]->name, 0);
            }
        }
    }
}

static unsigned activations(const cat_use_case *use_case)
{
    unsigned n = 0;
    for (uint8_t i = 0; i < use_case->command.n_items; i++) {
        n += use_case->command.items[i].activation;
    }
    return n;
}

/* A command that may be dated has instructions that are, and no other has (gbcs-messages.md 9). */
static void dated_commands_have_dated_items(void **state)
{
    (void)state;
    size_t count;
    const cat_use_case *const *all = cat_use_cases(&count);
    for (size_t i = 0; i < count; i++) {
        if (all[i]->format == CAT_FORMAT_DLMS) {
            assert_int_equal(activations(all[i]) > 0, all[i]->future_dated == CAT_YES);
        }
    }
    assert_int_equal(activations(cat_use_case_named(ALB_LIT("ECS01a"))), 6);
    assert_int_equal(activations(cat_use_case_named(ALB_LIT("ECS01c"))), 3);
    assert_int_equal(activations(cat_use_case_named(ALB_LIT("ECS08a"))), 9);
    assert_int_equal(activations(cat_use_case_named(ALB_LIT("ECS28a"))), 4);
    assert_int_equal(activations(cat_use_case_named(ALB_LIT("ECS46d"))), 2);
}

/* What a use case is answered with follows from its protection; a record has a message of some kind. */
static void records_say_what_they_are(void **state)
{
    (void)state;
    size_t count;
    const cat_use_case *const *all = cat_use_cases(&count);
    for (size_t i = 0; i < count; i++) {
        const cat_use_case *u = all[i];
        if (u->format != CAT_FORMAT_DLMS) {
            continue;
        }
        assert_int_equal(u->command.n_items > 0, u->command_protection != 0);
        assert_int_equal(u->command_protection != 0, u->response_protection != 0);
        assert_int_equal(u->command_protection == 0, u->alert_protection != 0);
        assert_int_equal(u->command_protection != 0, u->roles != 0);
        assert_true(!u->superseded_by || cat_use_case_named(alb_span_str(u->superseded_by)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_are_sorted_and_found),
        cmocka_unit_test(members_are_unique_and_have_types),
        cmocka_unit_test(items_name_members_that_devices_have),
        cmocka_unit_test(dated_commands_have_dated_items),
        cmocka_unit_test(records_say_what_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
