/* The gas side of a prepayment home: fed with tokens, the valve closed when the money is gone and armed when
 * there is some again, kept open through the friendly hours, on emergency credit, in debt; the proxy in the
 * hub tells what the meter told it. */
#include "gas_tariff.h"
#include "money.h"

/* A pound a day, so that the story is short. */
enum { STANDING = POUND };

static world w;
static actor supplier;

static alb_eui64 meter(void)
{
    return w.homes[0].gsme;
}

static alb_eui64 proxy(void)
{
    return w.homes[0].gpf;
}

static int begin(void **state)
{
    static const char *const options[] = {"--gas-wake", "1", NULL};
    (void)state;
    world_open(&w, options);
    world_run_fast(&w, 4);
    actor_open(&supplier, &w, SUPPLIER);
    return 0;
}

static int end(void **state)
{
    (void)state;
    actor_close(&supplier);
    world_close(&w);
    return 0;
}

static int64_t balance(void)
{
    return money_balance(&supplier, meter());
}

static const char *valve(void)
{
    return money_supply(&supplier, meter());
}

static void top_up(uint16_t pounds)
{
    money_top_up(&supplier, meter(), pounds);
}

/* The supplier takes from the balance, or gives, what leaves that much. */
static void leave(int64_t amount)
{
    char change[24];
    (void)snprintf(change, sizeof change, "%lld", (long long)(amount - balance()));
    ACTOR_DOES(&supplier, "1.5", meter(), {"PrepaymentMode/AdjustMeterBalance", change});
}

static void set_terms(bool friendly)
{
    setting_list s;
    gas_terms_of(&s, &w, friendly);
    (void)actor_ask(&supplier, "2.1", meter(), s.list, s.n);
}

/* Somebody at the meter. */
static void press(const char *what)
{
    char id[ALB_EUI64_TEXT];
    (void)world_post(
        &w, alb_arena_printf(w.arena, "/sim/v1/devices/%s/press?%s", alb_eui64_hex(meter(), id), what),
        (alb_span){0});
}

static void pass_until_hour(unsigned hour)
{
    alb_time day = world_now(&w) / ALB_DAYS(1) * ALB_DAYS(1);
    alb_time to = day + ALB_HOURS(hour);
    world_pass_to(&w, to > world_now(&w) ? to : to + ALB_DAYS(1));
}

static int64_t prepay_value(alb_eui64 device, const char *name)
{
    user_result r = actor_ask(&supplier, "4.3", device, NULL, 0);
    return result_number(&r, name);
}

/* --- the story --- */

static void it_goes_on_prepayment(void **state)
{
    setting_list s;
    (void)state;
    gas_tariff_of(&s, &w, 7000, STANDING);
    (void)actor_ask(&supplier, "1.1.1", meter(), s.list, s.n);
    set_terms(false);
    ACTOR_DOES(&supplier, "1.6", meter(), {"Prepayment/SuspendDebtDisabled", "true"},
               {"Prepayment/SuspendDebtEmergency", "true"}, {"Prepayment/DisablementThreshold", "0"});
    top_up(20);
    if (strcmp(valve(), "Armed") == 0) {
        press("enable");
    }
    assert_string_equal(valve(), "On");
    int64_t first = balance();
    assert_in_range(first, 19 * POUND, 20 * POUND);
    world_pass(&w, "1d");
    /* A day has its standing charge and some kWh. */
    assert_in_range(first - balance(), STANDING, STANDING + 200 * 7000);
}

static void the_proxy_tells_what_the_meter_told(void **state)
{
    (void)state;
    world_pass(&w, "1h");
    int64_t of_proxy = money_balance(&supplier, proxy());
    assert_in_range(of_proxy, balance(), balance() + POUND);
    assert_string_equal(money_supply(&supplier, proxy()), "On");
}

static void the_valve_closes_without_money(void **state)
{
    (void)state;
    (void)actor_empties_inbox(&supplier);
    leave(4 * POUND);
    world_pass(&w, "5d");
    (void)actor_hears(&supplier, "810D");
    (void)actor_hears(&supplier, "8F0F");
    assert_string_equal(valve(), "Off");
    assert_true(balance() <= 0);
    top_up(50);
    assert_string_equal(valve(), "Armed");
    press("enable");
    assert_string_equal(valve(), "On");
}

static void the_supplier_closes_and_arms_it(void **state)
{
    (void)state;
    user_result r = actor_ask(&supplier, "7.2", meter(), NULL, 0);
    assert_int_equal(r.verdict.signature, GBCS_CHECK_OK);
    assert_string_equal(valve(), "Off");
    int64_t before = balance();
    world_pass(&w, "2d");
    assert_in_range(before - balance(), 2 * STANDING, 3 * STANDING); /* no gas, but standing charges */
    (void)actor_ask(&supplier, "7.3", meter(), NULL, 0);
    assert_string_equal(valve(), "Armed");
    press("enable");
    assert_string_equal(valve(), "On");
}

static void friendly_hours_keep_it_open(void **state)
{
    (void)state;
    set_terms(true);
    pass_until_hour(18);
    leave(-50);
    assert_true(balance() < 0);
    assert_string_equal(valve(), "On");
    pass_until_hour(9);
    assert_string_equal(valve(), "On");
    pass_until_hour(11);
    assert_string_equal(valve(), "Off");
    top_up(30);
    press("enable");
    assert_string_equal(valve(), "On");
}

static void emergency_credit_is_lent(void **state)
{
    (void)state;
    set_terms(false);
    pass_until_hour(12);
    ACTOR_DOES(&supplier, "1.5", meter(), {"PrepaymentMode/ResetMeterBalance", ""});
    leave(POUND);
    (void)actor_empties_inbox(&supplier);
    press("credit");
    world_pass(&w, "8d");
    (void)actor_hears(&supplier, "8F0F");
    assert_string_equal(valve(), "Off");
    int64_t owed = -balance();
    assert_true(owed >= 0);
    top_up(40);
    /* What was lent goes first. */
    assert_true(balance() <= 40 * POUND - owed - 4 * POUND);
    press("enable");
}

static void a_debt_is_paid_back(void **state)
{
    (void)state;
    top_up(100);
    ACTOR_DOES(
        &supplier, "2.3", meter(), {"TimeDebtRegister1", "1000000"}, {"TimeDebtRegister2", "0"},
        {"PaymentDebtRegister", "200000"}, {"DebtRecoveryPerPayment", "1000"},
        {"GasDebtRecovery1/DebtRecoveryRate", "10000"}, {"GasDebtRecovery1/DebtRecoveryRatePeriod", "DAILY"},
        {"GasDebtRecovery2/DebtRecoveryRate", "0"}, {"GasDebtRecovery2/DebtRecoveryRatePeriod", "DAILY"});
    assert_int_equal(prepay_value(meter(), "DebtAmount1"), 1000000);
    world_pass(&w, "10d");
    assert_int_equal(prepay_value(meter(), "DebtAmount1"), 1000000 - 10 * 10000);
    /* A tenth of what is paid. */
    top_up(10);
    assert_int_equal(prepay_value(meter(), "DebtAmount3"), 200000 - POUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_goes_on_prepayment),
        cmocka_unit_test(the_proxy_tells_what_the_meter_told),
        cmocka_unit_test(the_valve_closes_without_money),
        cmocka_unit_test(the_supplier_closes_and_arms_it),
        cmocka_unit_test(friendly_hours_keep_it_open),
        cmocka_unit_test(emergency_credit_is_lent),
        cmocka_unit_test(a_debt_is_paid_back),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
