/* A year in the life of a prepayment home: installed and commissioned, put on a tariff, fed with tokens, left
 * without money, kept on through the friendly hours, in debt, without mains for a while, on a new tariff,
 * back to credit. */
#include "money.h"
#include "tariff.h"

static world w;
static actor supplier, network;

static alb_eui64 meter(void)
{
    return w.homes[0].esme;
}

static int begin(void **state)
{
    static const char *const options[] = {"--to-be-installed", NULL};
    (void)state;
    world_open(&w, options);
    actor_open(&supplier, &w, SUPPLIER);
    actor_open(&network, &w, NETWORK_OPERATOR);
    return 0;
}

static int end(void **state)
{
    (void)state;
    actor_close(&network);
    actor_close(&supplier);
    world_close(&w);
    return 0;
}

static int64_t balance(void)
{
    return money_balance(&supplier, meter());
}

static const char *supply(void)
{
    return money_supply(&supplier, meter());
}

static void top_up(uint16_t pounds)
{
    money_top_up(&supplier, meter(), pounds);
}

static void set_tariff(const day_rate *rates, size_t n, unsigned standing)
{
    setting_list s;
    tariff_of(&s, &w, rates, n, standing);
    (void)actor_ask(&supplier, "1.1.1", meter(), s.list, s.n);
}

static void set_terms(bool friendly)
{
    setting_list s;
    terms_of(&s, &w, friendly);
    (void)actor_ask(&supplier, "2.1", meter(), s.list, s.n);
}

/* --- the story --- */

static void the_meter_is_commissioned(void **state)
{
    (void)state;
    actor_is_refused(&supplier, "E5", "7.4", meter(), NULL, 0);
    user_result r = ACTOR_DOES(&supplier, "8.1.1", meter(),
                               {"CurrentDateTime", world_time(&w, world_now(&w))}, {"TolerancePeriod", "60"});
    assert_int_equal(r.verdict.signature, GBCS_CHECK_OK);
    r = actor_hears(&network, "N16");
    assert_true(alb_span_is(
        result_element(
            &r, "DCCAlert/DeviceStatusChangeEvent/DeviceStatusChange/MeterIdentity/MeterMPxNs/ImportMPxN"),
        w.homes[0].mpan));
    assert_string_equal(supply(), "Enabled");
}

static void it_goes_on_prepayment(void **state)
{
    static const day_rate day_and_night[] = {{0, 12000}, {7, 30000}};
    (void)state;
    set_tariff(day_and_night, ALB_COUNT(day_and_night), 20000);
    set_terms(false);
    ACTOR_DOES(&supplier, "1.6", meter(), {"Prepayment/SuspendDebtDisabled", "true"},
               {"Prepayment/SuspendDebtEmergency", "true"}, {"Prepayment/DisablementThreshold", "0"});
    top_up(20);
    int64_t first = balance();
    assert_in_range(first, 19 * POUND, 20 * POUND);
    world_pass(&w, "1d");
    int64_t spent = first - balance();
    /* A day has its standing charge and some kWh between the two prices. */
    assert_in_range(spent, 20000 + 1 * 12000, 20000 + 40 * 30000);
}

static void the_money_runs_out_and_comes_again(void **state)
{
    (void)state;
    world_pass(&w, "30d");
    (void)actor_hears(&supplier, "810D");
    (void)actor_hears(&supplier, "8F0F");
    assert_string_equal(supply(), "Disabled");
    int64_t owed = balance();
    assert_true(owed <= 0);
    top_up(50);
    assert_true(balance() > 40 * POUND);
    assert_string_equal(supply(), "Armed");
    (void)actor_ask(&supplier, "7.1", meter(), NULL, 0);
    assert_string_equal(supply(), "Enabled");
}

/* To the next time that the clock in the house shows that hour. */
static void pass_until_hour(unsigned hour)
{
    alb_time day = world_now(&w) / ALB_DAYS(1) * ALB_DAYS(1);
    alb_time to = day + ALB_HOURS(hour);
    world_pass_to(&w, to > world_now(&w) ? to : to + ALB_DAYS(1));
}

static void leave_without_money(void)
{
    char pence[24];
    (void)snprintf(pence, sizeof pence, "%lld", (long long)(-balance() - 50));
    ACTOR_DOES(&supplier, "1.5", meter(), {"PrepaymentMode/AdjustMeterBalance", pence});
    assert_true(balance() < 0);
}

static void friendly_hours_keep_the_light_on(void **state)
{
    (void)state;
    set_terms(true);
    pass_until_hour(18);
    leave_without_money();
    assert_string_equal(supply(), "Enabled");
    pass_until_hour(9);
    assert_string_equal(supply(), "Enabled");
    pass_until_hour(11);
    assert_string_equal(supply(), "Disabled");
    top_up(30);
    (void)actor_ask(&supplier, "7.1", meter(), NULL, 0);
    assert_string_equal(supply(), "Enabled");
}

static void emergency_credit_is_lent(void **state)
{
    (void)state;
    set_terms(false);
    pass_until_hour(12);
    ACTOR_DOES(&supplier, "1.5", meter(), {"PrepaymentMode/ResetMeterBalance", ""});
    ACTOR_DOES(&supplier, "1.5", meter(), {"PrepaymentMode/AdjustMeterBalance", "100000"});
    (void)actor_empties_inbox(&supplier);
    (void)actor_ask(&supplier, "2.5", meter(), NULL, 0);
    world_pass(&w, "30d");
    (void)actor_hears(&supplier, "8F0F");
    assert_string_equal(supply(), "Disabled");
    int64_t owed = -balance();
    assert_true(owed > 0);
    top_up(40);
    /* What was lent and what is owed goes first. */
    assert_true(balance() <= 40 * POUND - owed - 4 * POUND);
    (void)actor_ask(&supplier, "7.1", meter(), NULL, 0);
}

static int64_t prepay_value(const char *name)
{
    user_result r = actor_ask(&supplier, "4.3", meter(), NULL, 0);
    return result_number(&r, name);
}

static void a_debt_is_paid_back(void **state)
{
    (void)state;
    top_up(100);
    ACTOR_DOES(&supplier, "2.3", meter(), {"TimeDebtRegister1", "1000000"}, {"TimeDebtRegister2", "0"},
               {"PaymentDebtRegister", "200000"}, {"DebtRecoveryPerPayment", "1000"},
               {"ElecDebtRecovery1/DebtRecoveryRate", "10000"},
               {"ElecDebtRecovery1/DebtRecoveryRatePriceScale", "-5"},
               {"ElecDebtRecovery1/DebtRecoveryRatePeriod", "DAILY"},
               {"ElecDebtRecovery2/DebtRecoveryRate", "0"},
               {"ElecDebtRecovery2/DebtRecoveryRatePriceScale", "-5"},
               {"ElecDebtRecovery2/DebtRecoveryRatePeriod", "DAILY"});
    assert_int_equal(prepay_value("TimeDebtRegister1"), 1000000);
    world_pass(&w, "10d");
    assert_int_equal(prepay_value("TimeDebtRegister1"), 1000000 - 10 * 10000);
    /* A tenth of what is paid. */
    top_up(10);
    assert_int_equal(prepay_value("PaymentDebtRegister"), 200000 - POUND);
}

static void an_outage_is_told(void **state)
{
    (void)state;
    (void)actor_empties_inbox(&network);
    (void)world_post(&w, "/sim/v1/homes/0/power?on=0", (alb_span){0});
    world_pass(&w, "1h");
    (void)world_post(&w, "/sim/v1/homes/0/power?on=1", (alb_span){0});
    /* The DCC tells what the hub told it at once, the meter itself when it is back. */
    (void)actor_hears(&network, "AD1");
    user_result r = actor_wait(&network, NULL);
    assert_int_equal(r.message.header.cra, GBCS_ALERT);
    assert_string_equal(supply(), "Enabled");
}

/* A new price from a date on, and a year of it: what was paid is what was used, to the register's last digit.
 */
static void a_year_goes_by(void **state)
{
    static const day_rate flat[] = {{0, 25000}};
    (void)state;
    ACTOR_DOES(
        &supplier, "2.3", meter(), {"TimeDebtRegister1", "0"}, {"TimeDebtRegister2", "0"},
        {"PaymentDebtRegister", "0"}, {"DebtRecoveryPerPayment", "0"},
        {"ElecDebtRecovery1/DebtRecoveryRate", "0"}, {"ElecDebtRecovery1/DebtRecoveryRatePriceScale", "-5"},
        {"ElecDebtRecovery1/DebtRecoveryRatePeriod", "DAILY"}, {"ElecDebtRecovery2/DebtRecoveryRate", "0"},
        {"ElecDebtRecovery2/DebtRecoveryRatePriceScale", "-5"},
        {"ElecDebtRecovery2/DebtRecoveryRatePeriod", "DAILY"});
    set_tariff(flat, 1, 20000);
    int64_t paid = 0;
    for (unsigned month = 0; month < 12; month++) {
        while (balance() < 150 * POUND) {
            top_up(50);
        }
        int64_t before = balance();
        user_result r = actor_ask(&supplier, "4.1.1", meter(), NULL, 0);
        int64_t from = result_number(&r, "ActiveImportRegister");
        world_pass(&w, "30d");
        r = actor_ask(&supplier, "4.1.1", meter(), NULL, 0);
        int64_t used = result_number(&r, "ActiveImportRegister") - from;
        int64_t spent = before - balance();
        assert_true(used > 0);
        /* 25 p a kWh and 20 p a day; the reads are some seconds apart. */
        int64_t due = used * 25 + 30 * 20000;
        assert_in_range(spent, due - 200, due + 200);
        paid += spent;
    }
    print_message("a year: %lld.%02lld pounds\n", (long long)(paid / POUND), (long long)(paid / 1000 % 100));
    assert_string_equal(supply(), "Enabled");
}

static void it_goes_back_to_credit(void **state)
{
    (void)state;
    ACTOR_DOES(&supplier, "1.6", meter(), {"Credit", ""});
    world_pass(&w, "2d");
    assert_string_equal(supply(), "Enabled");
    user_result r = actor_ask(&supplier, "6.2.9", meter(), NULL, 0);
    assert_string_equal(result_text(&supplier, &r, "PaymentMode"), "Credit");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_meter_is_commissioned),
        cmocka_unit_test(it_goes_on_prepayment),
        cmocka_unit_test(the_money_runs_out_and_comes_again),
        cmocka_unit_test(friendly_hours_keep_the_light_on),
        cmocka_unit_test(emergency_credit_is_lent),
        cmocka_unit_test(a_debt_is_paid_back),
        cmocka_unit_test(an_outage_is_told),
        cmocka_unit_test(a_year_goes_by),
        cmocka_unit_test(it_goes_back_to_credit),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
