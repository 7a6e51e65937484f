#include "catalogue/alert.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_rows(void **state)
{
    (void)state;
    size_t count;
    const cat_alert *all = cat_alerts(&count);
    assert_true(count > 100);
    for (size_t i = 0; i < count; i++) {
        assert_true(i == 0 || all[i - 1].code < all[i].code);
        assert_ptr_equal(cat_alert_find(all[i].code), &all[i]);
        assert_true(all[i].code >= 0x8000 && all[i].devices != 0 && all[i].name[0] != '\0');
        /* Critical alerts cannot be configured. */
        assert_true(all[i].code < 0x8f00 || !all[i].configurable);
    }
    assert_null(cat_alert_find(0x8000));
    assert_int_equal(cat_alert_find(0x8F66)->message_code, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
