#include "catalogue/dcc_alert.h"
#include "catalogue/element.h"
#include "catalogue/response_code.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const cat_element *message(void)
{
    const cat_element *body = cat_element_child(&cat_duis_response, ALB_LIT("Body"));
    assert_non_null(body);
    const cat_element *alert = cat_element_child(body, ALB_LIT("DCCAlertMessage"));
    assert_non_null(alert);
    return alert;
}

/* Every code that the schema knows has a row, and no other; its payload is one that the schema knows. */
static void rows_are_the_alerts_of_the_schema(void **state)
{
    (void)state;
    size_t count;
    const cat_dcc_alert *all = cat_dcc_alerts(&count);
    const cat_element *code = cat_element_child(message(), ALB_LIT("DCCAlertCode"));
    const cat_element *payload = cat_element_child(message(), ALB_LIT("DCCAlert"));
    assert_true(code && code->simple && payload);
    assert_int_equal(count, code->simple->n_values);
    for (size_t i = 0; i < code->simple->n_values; i++) {
        assert_non_null(cat_dcc_alert_find(alb_span_str(code->simple->values[i])));
    }
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(cat_dcc_alert_find(alb_span_str(all[i].code)), &all[i]);
        assert_non_null(cat_element_child(payload, alb_span_str(all[i].element)));
        assert_non_null(cat_response_code_find(alb_span_str(all[i].response_code)));
        assert_true(all[i].meaning[0] != 0);
    }
    assert_null(cat_dcc_alert_find(ALB_LIT("N32")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows_are_the_alerts_of_the_schema)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
