/* The element types are sound: names, bounds, and content models that one child at a time decides. */
#include "catalogue/service_request.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { DEPTH = 24 };

static void check_simple(const cat_simple *type)
{
    assert_non_null(type->name);
    bool number = type->kind == CAT_X_INTEGER || type->kind == CAT_X_UNSIGNED || type->kind == CAT_X_DECIMAL;
    assert_true(number || (!type->min && !type->max));
    assert_true(!number || type->total_digits > 0);
    assert_true(type->kind != CAT_X_ENUM || type->n_values > 0);
    assert_true(type->max_length == 0 || type->min_length <= type->max_length);
    for (size_t i = 0; i < type->n_values; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(type->values[i], type->values[j]);
        }
    }
}

typedef struct names {
    const cat_element *items[256];
    size_t count;
} names;

static void add(names *to, const cat_element *element, const char *where)
{
    for (size_t i = 0; i < to->count; i++) {
        if (strcmp(to->items[i]->name, element->name) == 0) {
            fail_msg("%s: %s may stand in two places", where, element->name);
        }
    }
    assert_true(to->count < ALB_COUNT(to->items));
    to->items[to->count++] = element;
}

/* Adds what a particle may begin with, to be told apart by name; false when something must stand there. */
static bool add_beginnings(names *to, const cat_particle *particle, const char *where)
{
    if (particle->element) {
        add(to, particle->element, where);
        return particle->min == 0;
    }
    bool all = true, any = false;
    for (size_t i = 0; i < particle->group->n_particles; i++) {
        bool absent = add_beginnings(to, &particle->group->particles[i], where);
        all = all && absent;
        any = any || absent;
        if (particle->group->kind == CAT_X_SEQUENCE && !absent) {
            break;
        }
    }
    return particle->min == 0 || (particle->group->kind == CAT_X_CHOICE ? any : all);
}

/* Between two particles that must stand there, no name may come twice: then the next child alone decides. */
static void check_determinism(const cat_particle_group *group, const char *where)
{
    names open = {.count = 0};
    for (size_t i = 0; i < group->n_particles; i++) {
        const cat_particle *particle = &group->particles[i];
        assert_true((particle->element == NULL) != (particle->group == NULL));
        assert_true(particle->min <= particle->max && particle->max > 0);
        bool absent = add_beginnings(&open, particle, where);
        if (group->kind == CAT_X_SEQUENCE && !absent && particle->min == particle->max) {
            open.count = 0;
        }
        if (particle->group) {
            check_determinism(particle->group, where);
        }
    }
}

static size_t check_element(const cat_element *element, int depth);

static size_t check_group(const cat_particle_group *group, int depth)
{
    size_t n = 0;
    for (size_t i = 0; i < group->n_particles; i++) {
        const cat_particle *particle = &group->particles[i];
        n +=
            particle->element ? check_element(particle->element, depth) : check_group(particle->group, depth);
    }
    return n;
}

static size_t check_element(const cat_element *element, int depth)
{
    assert_true(depth < DEPTH);
    assert_int_equal(element->name_length, strlen(element->name));
    assert_false(element->simple && element->children);
    assert_true(element->n_attributes <= 2);
    for (size_t i = 0; i < element->n_attributes; i++) {
        check_simple(element->attributes[i].type);
    }
    if (element->simple) {
        check_simple(element->simple);
    }
    if (!element->children) {
        return 1;
    }
    check_determinism(element->children, element->name);
    return 1 + check_group(element->children, depth + 1);
}

static void test_elements_are_sound(void **state)
{
    (void)state;
    assert_true(check_element(&cat_duis_request, 0) > 1000);
    assert_true(check_element(&cat_duis_response, 0) > 300);
}

static const cat_element *body(void)
{
    return cat_element_child(&cat_duis_request, ALB_LIT("Body"));
}

static void test_every_service_has_its_body(void **state)
{
    (void)state;
    size_t n;
    const cat_service_request *const *services = cat_service_requests(&n);
    for (size_t i = 0; i < n; i++) {
        if (!cat_element_child(body(), alb_span_str(services[i]->body))) {
            fail_msg("%s: no element %s", services[i]->srv, services[i]->body);
        }
    }
    /* And the signed pre-command, which is of every service. */
    assert_int_equal(body()->children->n_particles, n + 1);
}

static void test_every_service_has_its_number(void **state)
{
    (void)state;
    const cat_element *header = cat_element_child(&cat_duis_request, ALB_LIT("Header"));
    const cat_simple *variant = cat_element_child(header, ALB_LIT("ServiceReferenceVariant"))->simple;
    const cat_simple *reference = cat_element_child(header, ALB_LIT("ServiceReference"))->simple;
    size_t n;
    const cat_service_request *const *services = cat_service_requests(&n);
    assert_int_equal(variant->n_values, n);
    for (size_t i = 0; i < reference->n_values; i++) {
        size_t variants = 0;
        for (size_t k = 0; k < n; k++) {
            variants += strcmp(services[k]->reference, reference->values[i]) == 0;
        }
        assert_true(variants > 0);
    }
    for (size_t i = 0; i < variant->n_values; i++) {
        if (!cat_service_request_find(alb_span_str(variant->values[i]))) {
            fail_msg("%s has no record", variant->values[i]);
        }
    }
}

static void test_child_by_name(void **state)
{
    (void)state;
    const cat_element *clock = cat_element_child(body(), ALB_LIT("SynchroniseClock"));
    assert_non_null(cat_element_child(clock, ALB_LIT("TolerancePeriod")));
    assert_null(cat_element_child(clock, ALB_LIT("Tolerance")));
    assert_null(cat_element_child(clock, ALB_LIT("")));
    const cat_element *supply = cat_element_child(body(), ALB_LIT("EnableSupply"));
    assert_null(cat_element_child(supply, ALB_LIT("TolerancePeriod")));
    /* Through a nested choice. */
    const cat_element *debt = cat_element_child(body(), ALB_LIT("UpdateDebt"));
    assert_non_null(cat_element_child(debt, ALB_LIT("GasDebtRecovery2")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_elements_are_sound),
        cmocka_unit_test(test_every_service_has_its_body),
        cmocka_unit_test(test_every_service_has_its_number),
        cmocka_unit_test(test_child_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
