/* Which use cases presume which variant of an electricity meter (devices.md 1.3). */
#include "catalogue/variant.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static uint8_t needs(const char *name)
{
    const cat_use_case *u = cat_use_case_named(alb_span_str(name));
    assert_non_null(u);
    return cat_use_case_variants(u);
}

static void use_cases_need_what_their_objects_need(void **state)
{
    (void)state;
    assert_int_equal(needs("ECS17b"), 0);
    assert_int_equal(needs("ECS29a"), 0);
    assert_int_equal(needs("ECS01c"), CAT_VARIANT_TWIN_ELEMENT);
    assert_int_equal(needs("ECS24b"), CAT_VARIANT_TWIN_ELEMENT);
    assert_int_equal(needs("ECS29b"), CAT_VARIANT_POLYPHASE);
    assert_int_equal(needs("ECS23b"), CAT_VARIANT_POLYPHASE);
    assert_int_equal(needs("ECS46d"), CAT_VARIANT_CONTROLLERS);
    assert_int_equal(needs("ECS62"), CAT_VARIANT_BOOST);
    assert_int_equal(needs("ECS47e"), CAT_VARIANT_PROPORTIONAL);
    assert_int_equal(needs("CS02a"), 0); /* no objects at all */
}

/* Only electricity meters, and SAPC that are like them, come in variants. */
static void only_meters_come_in_variants(void **state)
{
    (void)state;
    size_t count;
    size_t some = 0;
    const cat_object *const *all = cat_objects(&count);
    for (size_t i = 0; i < count; i++) {
        uint8_t of = cat_object_variants(all[i]);
        assert_true(of == 0 || (all[i]->devices & CAT_DEVICE_ESME) != 0);
        assert_true(of == 0 || cat_variant_name(of) != NULL); /* one bit each */
        some += of != 0;
    }
    assert_true(some > 50 && some < count);
    assert_null(cat_variant_name(0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(use_cases_need_what_their_objects_need),
                                       cmocka_unit_test(only_meters_come_in_variants)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
