#include "catalogue/request_rule.h"

#include "catalogue/response_code.h"
#include "catalogue/service_request.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_rows_name_what_there_is(void **state)
{
    (void)state;
    size_t count;
    const cat_request_rule *rules = cat_request_rules(&count);
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        const cat_request_rule *r = &rules[i];
        assert_non_null(cat_response_code_find(alb_span_str(r->code)));
        assert_true(r->why && r->why[0]);
        assert_true(!r->service || cat_service_request_find(alb_span_str(r->service)));
        assert_true((r->kind == CAT_RULE_FUNCTION) == (r->check != NULL));
        assert_true((r->kind == CAT_RULE_FUNCTION) == (r->at == NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows_name_what_there_is)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
