/* Every shared request keeps the rules, whatever is known of its device and User. */
#include "duis/rules.h"
#include "duis/version.h"

#include "transform_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static transform_fixture fixture;

static duis_rule_context context_of(const transform_case *c)
{
    return (duis_rule_context){
        .device = c->context.device,
        .phases = c->context.phases,
        .users = c->context.user,
        .party = c->context.has_originator ? DUIS_PARTY_SUPPLEMENTARY : DUIS_PARTY_OF_DEVICE,
    };
}

static void test_requests_in_their_context(void **state)
{
    (void)state;
    size_t refused = 0;
    for (size_t i = 0; i < transform_case_count(&fixture); i++) {
        transform_case c;
        alb_err err = {.code = ALB_OK};
        const cat_request_rule *broken;
        assert_int_equal(transform_case_open(&fixture, i, &c, &err), ALB_OK);
        duis_rule_context context = context_of(&c);
        if (duis_check_rules(&c.request, &context, NULL, &broken, &err) != ALB_OK) {
            print_error("%s: %s at %s: %s\n", c.stem, broken->code, err.path, err.detail);
            refused++;
        }
        assert_int_equal(duis_check_version(&c.request, NULL, &err), ALB_OK);
    }
    assert_int_equal(refused, 0);
}

int main(void)
{
    if (!transform_fixture_open(&fixture)) {
        transform_fixture_close(&fixture);
        return vectors_skip("transform-context.json");
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_requests_in_their_context)};
    int code = cmocka_run_group_tests(tests, NULL, NULL);
    transform_fixture_close(&fixture);
    return code;
}
