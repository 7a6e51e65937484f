/* A tenant moves out of a prepayment home and another one in: what others had arranged with the former one's
 * consent is over, in both fuels; what is on the meters goes on right, until the supplier settles it; the new
 * tenant begins with a meter that asks for no PIN and tells no old events (devices.md 9;
 * dcc-services.md 9.2). */
#include "money.h"
#include "tariff.h"

static world w;
static actor supplier, other;
static alb_time moved;

static alb_eui64 meter(void)
{
    return w.homes[0].esme;
}

static int begin(void **state)
{
    static const char *const options[] = {"--gas-wake", "1", NULL};
    (void)state;
    world_open(&w, options);
    world_run_fast(&w, 4);
    actor_open(&supplier, &w, SUPPLIER);
    actor_open(&other, &w, OTHER_USER);
    return 0;
}

static int end(void **state)
{
    (void)state;
    actor_close(&other);
    actor_close(&supplier);
    world_close(&w);
    return 0;
}

/* Every day the half hours of the day before. */
static void schedule(actor *a)
{
    char id[ALB_EUI64_TEXT];
    char day[12];
    (void)snprintf(day, sizeof day, "%.10sZ", world_time(&w, world_now(&w) + ALB_DAYS(1)));
    ACTOR_HAS_DCC_DO(a, "5.1", {"ScheduleFrequency", "Daily"}, {"ScheduleStartDate", day},
                     {"ScheduleExecutionStartTime", "04:00:00.00Z"}, {"DSPScheduledServiceReference", "4.8"},
                     {"DSPScheduledServiceReferenceVariant", "4.8.1"},
                     {"DeviceID", alb_eui64_dashed(meter(), id)},
                     {"KAPublicSecurityCredential", world_certificate_of(&w, a->id, SMKI_SLOT_KEY_AGREEMENT)},
                     {"DSPReadActiveImportProfileData/StartDateOffset", "-1"},
                     {"DSPReadActiveImportProfileData/StartTime", "00:00:00.00Z"},
                     {"DSPReadActiveImportProfileData/EndDateOffset", "0"},
                     {"DSPReadActiveImportProfileData/EndTime", "00:00:00.00Z"});
}

static int64_t prepay_value(const char *name)
{
    user_result r = actor_ask(&supplier, "4.3", meter(), NULL, 0);
    return result_number(&r, name);
}

static void set_debt(const char *time_debt, const char *share)
{
    ACTOR_DOES(&supplier, "2.3", meter(), {"TimeDebtRegister1", time_debt}, {"TimeDebtRegister2", "0"},
               {"PaymentDebtRegister", "0"}, {"DebtRecoveryPerPayment", share},
               {"ElecDebtRecovery1/DebtRecoveryRate", "10000"},
               {"ElecDebtRecovery1/DebtRecoveryRatePriceScale", "-5"},
               {"ElecDebtRecovery1/DebtRecoveryRatePeriod", "DAILY"},
               {"ElecDebtRecovery2/DebtRecoveryRate", "0"},
               {"ElecDebtRecovery2/DebtRecoveryRatePriceScale", "-5"},
               {"ElecDebtRecovery2/DebtRecoveryRatePeriod", "DAILY"});
}

/* --- the story --- */

static void the_former_tenant_owes_something(void **state)
{
    static const day_rate flat[] = {{0, 25000}};
    setting_list s;
    (void)state;
    tariff_of(&s, &w, flat, 1, 20000);
    (void)actor_ask(&supplier, "1.1.1", meter(), s.list, s.n);
    terms_of(&s, &w, false);
    (void)actor_ask(&supplier, "2.1", meter(), s.list, s.n);
    ACTOR_DOES(&supplier, "1.6", meter(), {"Prepayment/SuspendDebtDisabled", "true"},
               {"Prepayment/SuspendDebtEmergency", "true"}, {"Prepayment/DisablementThreshold", "0"});
    money_top_up(&supplier, meter(), 100);
    set_debt("1000000", "0");
    schedule(&other);
    schedule(&supplier);
    duis_request_id id = {.counter = 0};
    const user_setting later = {"ExecutionDateTime", world_time(&w, world_now(&w) + ALB_DAYS(20))};
    assert_string_equal(actor_send(&other, "11.2", meter(), &later, 1, &id).code, "I99");
    world_pass(&w, "3d");
    assert_string_equal(actor_wait(&other, NULL).code, "I0");
    assert_int_equal(prepay_value("TimeDebtRegister1"), 1000000 - 3 * 10000);
}

static void the_tenancy_ends(void **state)
{
    (void)state;
    (void)actor_empties_inbox(&other);
    (void)actor_empties_inbox(&supplier);
    moved = world_now(&w);
    ACTOR_DOES(&supplier, "3.2", meter(), {"RestrictionDateTime", world_time(&w, moved)});
    ACTOR_DOES(&supplier, "3.2", w.homes[0].gpf, {"RestrictionDateTime", world_time(&w, moved)});
    actor_hears_both(&other, "N6", "N9");
    world_pass(&w, "2d");
    assert_int_equal(actor_empties_inbox(&other), 0);
    assert_true(actor_empties_inbox(&supplier) >= 2); /* the supplier's own reads go on */
}

/* The meter does not know who lives there. */
static void what_is_owed_stays_on_the_meter(void **state)
{
    (void)state;
    assert_int_equal(prepay_value("TimeDebtRegister1"), 1000000 - 5 * 10000);
    int64_t before = money_balance(&supplier, meter());
    money_top_up(&supplier, meter(), 10);
    assert_in_range(money_balance(&supplier, meter()), before + 9 * POUND, before + 10 * POUND);
    if (strcmp(money_supply(&supplier, meter()), "Armed") == 0) {
        (void)actor_ask(&supplier, "7.1", meter(), NULL, 0);
    }
}

static void the_supplier_settles_it(void **state)
{
    char pence[24];
    (void)state;
    (void)snprintf(pence, sizeof pence, "%lld", (long long)-prepay_value("TimeDebtRegister1"));
    set_debt(pence, "0");
    assert_int_equal(prepay_value("TimeDebtRegister1"), 0);
    ACTOR_DOES(&supplier, "1.5", meter(), {"PrepaymentMode/ResetMeterBalance", ""});
    assert_in_range(money_balance(&supplier, meter()) + 1000, 0, 2000);
    money_top_up(&supplier, meter(), 20);
    assert_in_range(money_balance(&supplier, meter()), 19 * POUND, 20 * POUND);
    (void)actor_ask(&supplier, "3.5", meter(), NULL, 0);
    ACTOR_DOES(&supplier, "3.3", meter(), {"ESMEEventLogType", "ESME"});
    ACTOR_DOES(&supplier, "3.1", meter(), {"SupplierMessage", "Welcome to your new home"});
}

static void the_new_tenant_agrees_anew(void **state)
{
    (void)state;
    schedule(&other);
    world_pass(&w, "2d");
    user_result r = actor_wait(&other, NULL);
    assert_string_equal(r.code, "I0");
    assert_true(r.decrypted);
    assert_int_equal(prepay_value("TimeDebtRegister1"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_former_tenant_owes_something), cmocka_unit_test(the_tenancy_ends),
        cmocka_unit_test(what_is_owed_stays_on_the_meter),  cmocka_unit_test(the_supplier_settles_it),
        cmocka_unit_test(the_new_tenant_agrees_anew),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
