/* What holds for every use case record. */
#include "catalogue/use_case.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_records_are_sorted_and_found(void **state)
{
    (void)state;
    size_t count;
    const cat_use_case *const *all = cat_use_cases(&count);
    for (size_t i = 0; i < count; i++) {
        assert_non_null(all[i]->name);
        assert_non_null(all[i]->title);
        assert_true(i == 0 || all[i - 1]->message_code < all[i]->message_code);
        assert_ptr_equal(cat_use_case_find(all[i]->message_code), all[i]);
        assert_ptr_equal(cat_use_case_named(alb_span_str(all[i]->name)), all[i]);
    }
    assert_null(cat_use_case_find(0xffff));
    assert_null(cat_use_case_named(ALB_LIT("no such use case")));
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(cat_device_name(CAT_DEVICE_GPF), "GPF");
    assert_int_equal(cat_device_named(ALB_LIT("SAPC")), CAT_DEVICE_SAPC);
    assert_int_equal(cat_device_named(ALB_LIT("fridge")), 0);
    assert_string_equal(cat_dlms_result_name(250), "other-reason");
    assert_null(cat_dlms_result_name(5));
    assert_null(cat_dlms_result_name(200));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_records_are_sorted_and_found),
                                       cmocka_unit_test(test_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
