/* What holds for every Service Request Variant's record. */
#include "catalogue/service_request.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* "6.15.1" as a number that sorts: 6 015 001. */
static uint64_t rank(const char *srv)
{
    uint64_t rank = 0;
    size_t parts = 0;
    for (; *srv != '\0'; parts++) {
        size_t digits = strspn(srv, "0123456789");
        uint64_t part = 0;
        assert_true(alb_parse_u64(alb_span_of(srv, digits), 999, &part));
        rank = rank * 1000 + part;
        srv += digits;
        srv += *srv == '.';
    }
    for (; parts < 3; parts++) {
        rank *= 1000;
    }
    return rank;
}

static void test_records_are_sorted_and_found(void **state)
{
    (void)state;
    size_t count;
    const cat_service_request *const *all = cat_service_requests(&count);
    assert_int_equal(count, 129);
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(cat_service_request_find(alb_span_str(all[i]->srv)), all[i]);
        assert_true(i == 0 || rank(all[i - 1]->srv) < rank(all[i]->srv));
    }
    assert_null(cat_service_request_find(ALB_LIT("6.3")));
    assert_null(cat_service_request_find(ALB_LIT("")));
}

/* A variant's number is that of its reference, alone or with one part more. */
static void test_reference_is_part_of_the_number(void **state)
{
    (void)state;
    size_t count;
    const cat_service_request *const *all = cat_service_requests(&count);
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(all[i]->reference);
        assert_memory_equal(all[i]->srv, all[i]->reference, len);
        assert_true(all[i]->srv[len] == '\0' || all[i]->srv[len] == '.');
        assert_non_null(all[i]->name);
    }
}

/* duis.md 3.1: which Command Variants there are follows from who executes it and whether it is critical. */
static void test_command_variants(void **state)
{
    (void)state;
    enum {
        DCC = 1 << 8,
        NON_CRITICAL = 1 << 1 | 1 << 2 | 1 << 3,
        CRITICAL = 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7
    };
    size_t count;
    const cat_service_request *const *all = cat_service_requests(&count);
    unsigned dcc = 0;
    unsigned critical = 0;
    for (size_t i = 0; i < count; i++) {
        const cat_service_request *r = all[i];
        int legal = !r->device ? DCC : r->critical ? CRITICAL : NON_CRITICAL;
        assert_int_not_equal(r->command_variants, 0);
        dcc += !r->device;
        critical += r->critical;
        assert_int_equal(r->command_variants & ~legal, 0);
        assert_int_equal(r->device, r->devices != 0);
        assert_int_equal(r->device, r->n_targets > 0);
        assert_int_equal(r->devices_assumed & ~r->devices, 0);
        assert_true(r->device || (!r->critical && r->future_dated == CAT_FUTURE_NONE && !r->schedulable));
        assert_true(r->future_dated != CAT_FUTURE_DEVICE || r->critical);
        assert_true(!r->twin_element || r->devices == CAT_DEVICE_ESME);
    }
    assert_int_equal(dcc, 16);
    assert_int_equal(critical, 37);
}

static void test_bodies_are_unique(void **state)
{
    (void)state;
    size_t count;
    const cat_service_request *const *all = cat_service_requests(&count);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(all[i]->body, all[j]->body);
        }
    }
}

static void test_roles(void **state)
{
    (void)state;
    for (unsigned bit = CAT_USER_IS; bit <= CAT_USER_MDR; bit <<= 1) {
        const char *name = cat_user_role_name((uint16_t)bit);
        assert_non_null(name);
        assert_int_equal(cat_user_role_named(alb_span_str(name)), bit);
    }
    assert_null(cat_user_role_name(0));
    assert_int_equal(cat_user_role_named(ALB_LIT("XX")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records_are_sorted_and_found),
        cmocka_unit_test(test_reference_is_part_of_the_number), cmocka_unit_test(test_command_variants),
        cmocka_unit_test(test_bodies_are_unique), cmocka_unit_test(test_roles)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
