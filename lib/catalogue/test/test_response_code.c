#include "catalogue/element.h"
#include "catalogue/response_code.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const cat_simple *code_type(void)
{
    const cat_element *header = cat_element_child(&cat_duis_response, ALB_LIT("Header"));
    assert_non_null(header);
    const cat_element *code = cat_element_child(header, ALB_LIT("ResponseCode"));
    assert_non_null(code);
    return code->simple;
}

/* Every code that the schema knows has a row, and no other. */
static void rows_are_the_codes_of_the_schema(void **state)
{
    (void)state;
    size_t count;
    const cat_response_code *all = cat_response_codes(&count);
    const cat_simple *type = code_type();
    assert_int_equal(count, type->n_values);
    for (size_t i = 0; i < type->n_values; i++) {
        const cat_response_code *row = cat_response_code_find(alb_span_str(type->values[i]));
        assert_non_null(row);
        assert_true(row->meaning[0] != 0);
    }
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(cat_response_code_find(alb_span_str(all[i].code)), &all[i]);
    }
}

static void unknown_codes_are_not_found(void **state)
{
    (void)state;
    assert_null(cat_response_code_find(ALB_LIT("E6")));
    assert_null(cat_response_code_find((alb_span){0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows_are_the_codes_of_the_schema),
                                       cmocka_unit_test(unknown_codes_are_not_found)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
