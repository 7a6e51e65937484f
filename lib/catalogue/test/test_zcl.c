/* What holds for the records of the ZigBee clusters. */
#include "catalogue/zcl.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void commands_are_sorted_and_found(void **state)
{
    (void)state;
    size_t count;
    const cat_zcl_command *const *all = cat_zcl_commands(&count);
    assert_true(count > 50);
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(cat_zcl_command_find(all[i]->cluster, all[i]->id, all[i]->from_server), all[i]);
        assert_non_null(cat_zcl_cluster_name(all[i]->cluster));
    }
    assert_null(cat_zcl_command_find(0x0702, 0xee, true));
}

static void attributes_are_sorted_and_found(void **state)
{
    (void)state;
    size_t count;
    const cat_zcl_attribute *const *all = cat_zcl_attributes(&count);
    assert_true(count > 60);
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(cat_zcl_attribute_find(all[i]->cluster, all[i]->id), all[i]);
    }
    assert_null(cat_zcl_attribute_find(0x0702, 0xffff));
}

/* A counted list stands behind the field that counts it. */
static void counts_refer_to_fields_before(void **state)
{
    (void)state;
    size_t count;
    const cat_zcl_command *const *all = cat_zcl_commands(&count);
    for (size_t i = 0; i < count; i++) {
        const cat_type *payload = all[i]->payload.type;
        for (size_t f = 0; f < payload->n_fields; f++) {
            const char *by = payload->fields[f].type->count;
            bool found = by == NULL;
            for (size_t b = 0; b < f && !found; b++) {
                found = strcmp(payload->fields[b].name, by) == 0;
            }
            assert_true(found);
        }
    }
}

static void statuses_have_names(void **state)
{
    (void)state;
    assert_string_equal(cat_zcl_status_name(0x8b), "NOT_FOUND");
    assert_null(cat_zcl_status_name(0x42));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_are_sorted_and_found),
        cmocka_unit_test(attributes_are_sorted_and_found),
        cmocka_unit_test(counts_refer_to_fields_before),
        cmocka_unit_test(statuses_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
