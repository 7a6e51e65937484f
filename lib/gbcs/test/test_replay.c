#include "gbcs/verify.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const cat_use_case guarded = {.name = "a", .message_code = 0x0102, .replay_protected = CAT_YES};
static const cat_use_case free_read = {.name = "b", .message_code = 0x0069, .replay_protected = CAT_NO};
static const cat_use_case open_critical = {
    .name = "c", .message_code = 0x0020, .critical = true, .replay_protected = CAT_NOT_STATED};
static const cat_use_case open_read = {
    .name = "d", .message_code = 0x0021, .replay_protected = CAT_NOT_STATED};
static const cat_use_case top_up = {
    .name = "e", .message_code = 0x0007, .critical = true, .replay_protected = CAT_YES};

static alb_status accept(gbcs_execution_counters *c, const cat_use_case *u, smki_role role, uint64_t counter)
{
    alb_err err = {0};
    alb_status st = gbcs_replay_accept(c, u, role, counter, &err);
    assert_int_equal(err.code, st);
    return st;
}

static void test_counters_only_rise(void **state)
{
    (void)state;
    gbcs_execution_counters c = {.supplier_top_up = 0};
    assert_int_equal(accept(&c, &guarded, SMKI_ROLE_SUPPLIER, 0), ALB_REPLAYED);
    assert_int_equal(accept(&c, &guarded, SMKI_ROLE_SUPPLIER, 5), ALB_OK);
    assert_int_equal(accept(&c, &guarded, SMKI_ROLE_SUPPLIER, 5), ALB_REPLAYED);
    assert_int_equal(accept(&c, &guarded, SMKI_ROLE_SUPPLIER, 4), ALB_REPLAYED);
    assert_int_equal(accept(&c, &guarded, SMKI_ROLE_SUPPLIER, INT64_MAX), ALB_OK);
    assert_int_equal(c.by_role[SMKI_ROLE_SUPPLIER], INT64_MAX);
}

static void test_roles_count_apart(void **state)
{
    (void)state;
    gbcs_execution_counters c = {.supplier_top_up = 0};
    assert_int_equal(accept(&c, &guarded, SMKI_ROLE_SUPPLIER, 100), ALB_OK);
    assert_int_equal(accept(&c, &guarded, SMKI_ROLE_NETWORK_OPERATOR, 1), ALB_OK);
    assert_int_equal(accept(&c, &guarded, SMKI_ROLE_LOAD_CONTROLLER, 1), ALB_OK);
    assert_int_equal(accept(&c, &guarded, SMKI_ROLE_OTHER, 1), ALB_NOT_AUTHORISED);
}

static void test_only_what_the_use_case_asks_for(void **state)
{
    (void)state;
    gbcs_execution_counters c = {.supplier_top_up = 0};
    assert_int_equal(accept(&c, &free_read, SMKI_ROLE_SUPPLIER, 9), ALB_OK);
    assert_int_equal(accept(&c, &free_read, SMKI_ROLE_SUPPLIER, 9), ALB_OK);
    assert_int_equal(accept(&c, &open_read, SMKI_ROLE_SUPPLIER, 1), ALB_OK);
    assert_int_equal(c.by_role[SMKI_ROLE_SUPPLIER], 0);
    assert_int_equal(accept(&c, &open_critical, SMKI_ROLE_SUPPLIER, 9), ALB_OK);
    assert_int_equal(accept(&c, &open_critical, SMKI_ROLE_SUPPLIER, 9), ALB_REPLAYED);
}

/* Top-ups count high and out of order: they neither raise the supplier's counter nor are bound by it. */
static void test_top_ups_have_their_own_floor(void **state)
{
    (void)state;
    gbcs_execution_counters c = {.supplier_top_up = UINT64_C(4) << 32};
    assert_int_equal(accept(&c, &top_up, SMKI_ROLE_SUPPLIER, UINT64_C(4) << 32), ALB_REPLAYED);
    assert_int_equal(accept(&c, &top_up, SMKI_ROLE_SUPPLIER, UINT64_C(9) << 32), ALB_OK);
    assert_int_equal(accept(&c, &top_up, SMKI_ROLE_SUPPLIER, UINT64_C(5) << 32), ALB_OK);
    assert_int_equal(accept(&c, &guarded, SMKI_ROLE_SUPPLIER, 1), ALB_OK);
    assert_int_equal(c.by_role[SMKI_ROLE_SUPPLIER], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counters_only_rise),
        cmocka_unit_test(test_roles_count_apart),
        cmocka_unit_test(test_only_what_the_use_case_asks_for),
        cmocka_unit_test(test_top_ups_have_their_own_floor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
