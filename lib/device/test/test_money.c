/* Balances, debts and top-ups (devices.md 9). */
#include "esme_fixture.h"

#include "property.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

/* The worked example of devices.md 9.6. */
static void a_top_up_is_shared_out(void **state)
{
    (void)state;
    money m = {.balance = -30000, .emergency = 120000, .emergency_selected = true, .accumulated_debt = 40000};
    m.debts[MONEY_PAYMENT_DEBT] = 1000000;
    money_limits limits = {.emergency_limit = 500000, .debt_share = 1000, .debt_cap = 1000000};
    assert_int_equal(money_top_up(&m, &limits, 1000000, ALB_TIME_2000), MONEY_TAKEN);
    assert_int_equal(m.debts[MONEY_PAYMENT_DEBT], 900000);
    assert_int_equal(m.accumulated_debt, 0);
    assert_int_equal(m.emergency, 500000);
    assert_int_equal(m.balance, 450000);
    assert_int_equal(m.n_credits, 1);
}

/* Ten per cent of ten pounds a day, at most five pounds a week: a pound from Monday to Friday, nothing on the
 * weekend. */
static void debt_is_collected_up_to_the_cap_of_a_week(void **state)
{
    (void)state;
    money m = {.balance = 0};
    m.debts[MONEY_PAYMENT_DEBT] = 10000000;
    money_limits limits = {.debt_share = 1000, .debt_cap = 500000};
    alb_time monday;
    assert_true(alb_time_parse(ALB_LIT("2026-03-02T08:00:00Z"), &monday));
    for (int day = 0; day < 14; day++) {
        int32_t before = m.debts[MONEY_PAYMENT_DEBT];
        assert_int_equal(money_top_up(&m, &limits, 1000000, monday + ALB_DAYS(day)), MONEY_TAKEN);
        assert_int_equal(before - m.debts[MONEY_PAYMENT_DEBT], day % 7 < 5 ? 100000 : 0);
    }
}

/* No top-up makes or loses money: what it brings is what balances gain and debts lose. */
static void the_ledger_closes(void **state)
{
    (void)state;
    property p = {11};
    for (int i = 0; i < 20000; i++) {
        money m = {.balance = (int32_t)property_below(&p, 2000000) - 1000000,
                   .emergency = (int32_t)property_below(&p, 500000),
                   .emergency_selected = property_below(&p, 2),
                   .accumulated_debt = (int32_t)property_below(&p, 500000)};
        m.debts[MONEY_PAYMENT_DEBT] = (int32_t)property_below(&p, 500000);
        money_limits limits = {.disablement_threshold = (int32_t)property_below(&p, 100000) - 50000,
                               .emergency_limit = (int32_t)property_below(&p, 500000),
                               .debt_share = (uint16_t)property_below(&p, 10001),
                               .debt_cap = (int32_t)property_below(&p, 1000000)};
        int32_t amount = (int32_t)property_below(&p, 1000000);
        money before = m;
        assert_int_equal(money_top_up(&m, &limits, amount, ALB_TIME_2000), MONEY_TAKEN);
        int64_t gained = (int64_t)m.balance - before.balance + m.emergency - before.emergency +
                         before.accumulated_debt - m.accumulated_debt + before.debts[MONEY_PAYMENT_DEBT] -
                         m.debts[MONEY_PAYMENT_DEBT];
        assert_int_equal(gained, amount);
        assert_true(m.debts[MONEY_PAYMENT_DEBT] >= 0 && m.accumulated_debt >= 0);
    }
}

static void limits_refuse_a_top_up(void **state)
{
    (void)state;
    money m = {.balance = 900};
    money none = m;
    money_limits limits = {.maximum_credit = 500};
    assert_int_equal(money_top_up(&m, &limits, 501, ALB_TIME_2000), MONEY_OVER_CREDIT);
    limits = (money_limits){.maximum_balance = 1000};
    assert_int_equal(money_top_up(&m, &limits, 101, ALB_TIME_2000), MONEY_OVER_BALANCE);
    assert_memory_equal(&m, &none, sizeof m);
    assert_int_equal(money_top_up(&m, &limits, 100, ALB_TIME_2000), MONEY_TAKEN);
}

/* --- in messages --- */

static void a_token_tops_up_once(void **state)
{
    fixture *f = *state;
    char token[GBCS_UTRN_TEXT];
    esme_fixture_prepay(f, 0, false, false, 0);
    esme_fixture_token(f, f->meter.id, 7, 20, token);
    assert_int_equal(esme_fixture_balance(f), 0);
    assert_int_equal(esme_fixture_top_up(f, 7, token), 0);
    assert_int_equal(esme_fixture_balance(f), 2000000);
    assert_int_equal(esme_fixture_top_up(f, 7, token), 250);
    assert_int_equal(event_log_at(&f->esme->security, 0)->code, 0x8f51);
    esme_fixture_token(f, f->meter.id, 3, 5, token); /* older, but new to the meter */
    assert_int_equal(esme_fixture_top_up(f, 3, token), 0);
    assert_int_equal(esme_fixture_balance(f), 2500000);
    assert_int_equal(f->esme->esme->account.money.n_credits, 2);
}

static void a_false_token_tops_up_nothing(void **state)
{
    fixture *f = *state;
    char token[GBCS_UTRN_TEXT];
    esme_fixture_token(f, f->meter.id, 6, 20, token);
    assert_int_equal(esme_fixture_top_up(f, 6, token), 250); /* in credit mode */
    assert_int_equal(f->esme->security.count, 0);
    esme_fixture_prepay(f, 0, false, false, 0);
    esme_fixture_token(f, f->hub.id, 7, 20, token);
    assert_int_equal(esme_fixture_top_up(f, 7, token), 250);
    esme_fixture_token(f, f->meter.id, 7, 20, token);
    assert_int_equal(esme_fixture_top_up(f, 8, token), 250);
    assert_int_equal(event_log_at(&f->esme->security, 1)->code, 0x8f63);
    assert_int_equal(esme_fixture_balance(f), 0);
}

/* The meter finds the counter of a token that was typed in near those it knows; five wrong ones in a row, and
 * it takes none for a while. */
static void a_token_can_be_typed_in(void **state)
{
    fixture *f = *state;
    char token[GBCS_UTRN_TEXT];
    char wrong[GBCS_UTRN_TEXT];
    esme_fixture_prepay(f, 0, false, false, 0);
    esme_fixture_token(f, f->meter.id, 5, 10, token);
    f->n_sent = 0;
    assert_true(device_enter_token(f->esme, f->keys, alb_span_str(token), &f->sink));
    assert_int_equal(esme_fixture_alerts(f, 0x810e), 1);
    assert_true(esme_fixture_logged(&f->esme->events, 0x8161));
    assert_false(device_enter_token(f->esme, f->keys, alb_span_str(token), &f->sink));
    assert_int_equal(event_log_at(&f->esme->security, 0)->code, 0x8f51);
    esme_fixture_token(f, f->hub.id, 6, 10, wrong);
    for (int i = 0; i < 4; i++) {
        f->n_sent = 0;
        assert_false(device_enter_token(f->esme, f->keys, alb_span_str(wrong), &f->sink));
    }
    assert_int_equal(esme_fixture_alerts(f, 0x81c4), 1);
    esme_fixture_token(f, f->meter.id, 6, 10, token);
    f->n_sent = 0;
    assert_false(device_enter_token(f->esme, f->keys, alb_span_str(token), &f->sink));
    assert_int_equal(esme_fixture_alerts(f, 0x81c5), 1);
    esme_fixture_restart(f);
    alb_clock_manual_add(&f->clock, ALB_MINUTES(10));
    assert_true(device_enter_token(f->esme, f->keys, alb_span_str(token), &f->sink));
    assert_int_equal(esme_fixture_balance(f), 2000000);
}

static void balances_are_adjusted_and_saved(void **state)
{
    fixture *f = *state;
    esme_fixture_adjust(f, -1234);
    assert_int_equal(esme_fixture_balance(f), -1234);
    esme_fixture_restart(f);
    assert_int_equal(esme_fixture_balance(f), -1234);
    (void)esme_fixture_do(f, "ECS04b", NULL);
    assert_int_equal(esme_fixture_balance(f), 0);
}

/* In prepayment mode alone, while the balance is low; asked for twice, it is there once. */
static void emergency_credit_is_selected_when_it_is_due(void **state)
{
    fixture *f = *state;
    const esme_terms terms = {.emergency_limit = 100000, .emergency_threshold = 100000};
    answer a = esme_fixture_ask_as(f, &f->supplier, "ECS09", NULL);
    assert_int_equal(esme_fixture_result(&a), 250);
    esme_fixture_configure(f, &terms);
    esme_fixture_prepay(f, 0, false, false, 0);
    for (int i = 0; i < 2; i++) {
        (void)esme_fixture_do(f, "ECS09", NULL);
        assert_int_equal(f->esme->esme->account.money.emergency, 100000);
    }
    esme_fixture_credit_mode(f, 0);
    assert_int_equal(f->esme->esme->account.money.emergency, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_top_up_is_shared_out),
        cmocka_unit_test(debt_is_collected_up_to_the_cap_of_a_week),
        cmocka_unit_test(the_ledger_closes),
        cmocka_unit_test(limits_refuse_a_top_up),
        TEST(a_token_tops_up_once),
        TEST(a_false_token_tops_up_nothing),
        TEST(a_token_can_be_typed_in),
        TEST(emergency_credit_is_selected_when_it_is_due),
        TEST(balances_are_adjusted_and_saved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
