/* What holds for every mapping of the catalogue. */
#include "mapping_internal.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void check_rows(const cat_service_request *srv, const cat_mapping *rows, uint8_t n)
{
    for (uint8_t i = 0; i < n; i++) {
        const cat_mapping *row = &rows[i];
        if (row->conversion && !duis_conversion_named(row->conversion)) {
            fail_msg("%s: there is no conversion '%s'", srv->srv, row->conversion);
        }
        if (!row->from && !row->conversion && !row->constant) {
            fail_msg("%s: nothing gives %s", srv->srv, row->to);
        }
        assert_true(row->to || row->from);
        assert_true(row->n_rows == 0 || (row->from && !row->conversion && !row->constant));
        check_rows(srv, row->rows, row->n_rows);
    }
}

static void test_rows(void **state)
{
    (void)state;
    size_t count;
    const cat_service_request *const *all = cat_service_requests(&count);
    for (size_t i = 0; i < count; i++) {
        for (uint8_t t = 0; t < all[i]->n_targets; t++) {
            check_rows(all[i], all[i]->targets[t].mapping, all[i]->targets[t].n_mapping);
        }
    }
}

/* A target's use case is for devices that the service can go to, and of its criticality. */
static void test_targets(void **state)
{
    (void)state;
    size_t count;
    const cat_service_request *const *all = cat_service_requests(&count);
    for (size_t i = 0; i < count; i++) {
        for (uint8_t t = 0; t < all[i]->n_targets; t++) {
            const cat_target *target = &all[i]->targets[t];
            uint16_t devices = target->devices ? target->devices : target->use_case->devices;
            if ((devices & all[i]->devices) == 0) {
                fail_msg("%s: %s is for no device that it goes to", all[i]->srv, target->use_case->name);
            }
            assert_true(all[i]->device);
            if (all[i]->critical && !target->use_case->critical) {
                fail_msg("%s is critical, %s is not", all[i]->srv, target->use_case->name);
            }
        }
    }
}

/* Whatever device a service is known to go to, some target is for it. */
static void test_devices(void **state)
{
    (void)state;
    size_t count;
    const cat_service_request *const *all = cat_service_requests(&count);
    for (size_t i = 0; i < count; i++) {
        uint16_t served = 0;
        for (uint8_t t = 0; t < all[i]->n_targets; t++) {
            const cat_target *target = &all[i]->targets[t];
            served |= target->devices ? target->devices : target->use_case->devices;
        }
        uint16_t missing = all[i]->devices & (uint16_t) ~(all[i]->devices_assumed | served);
        if (missing) {
            fail_msg("%s: no use case for devices 0x%x", all[i]->srv, missing);
        }
    }
}

static void test_conversions(void **state)
{
    (void)state;
    assert_null(duis_conversion_named("no such conversion"));
    static const char *const known[] = {"plain", "date", "prices", "time plus"};
    for (size_t i = 0; i < ALB_COUNT(known); i++) {
        const duis_conversion *c = duis_conversion_named(known[i]);
        assert_non_null(c);
        assert_string_equal(c->name, known[i]);
        assert_true((c->put != NULL) != (c->build != NULL));
        assert_non_null(c->asked);
        assert_non_null(c->found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_targets),
                                       cmocka_unit_test(test_devices), cmocka_unit_test(test_conversions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
