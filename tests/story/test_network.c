/* A network operator sets what voltage it wants to be told of, hears of it, and reads what it was; a home is
 * decommissioned in the end. */
#include "world.h"

static world w;
static actor supplier, network;

static alb_eui64 meter(void)
{
    return w.homes[0].esme;
}

static int begin(void **state)
{
    (void)state;
    world_open(&w, NULL);
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

/* Tenths of a volt. The network is at some 240 V, more at night: above 241 V on average is told. */
static void the_voltage_is_watched(void **state)
{
    (void)state;
    ACTOR_DOES(&network, "6.5", meter(), {"RMSVoltageSettings/RMSExtremeOverVoltageMeasurementPeriod", "60"},
               {"RMSVoltageSettings/RMSExtremeOverVoltageThreshold", "2600"},
               {"RMSVoltageSettings/RMSExtremeUnderVoltageMeasurementPeriod", "60"},
               {"RMSVoltageSettings/RMSExtremeUnderVoltageThreshold", "2000"},
               {"RMSVoltageSettings/RMSVoltageSagMeasurementPeriod", "60"},
               {"RMSVoltageSettings/RMSVoltageSagThreshold", "2050"},
               {"RMSVoltageSettings/RMSVoltageSwellMeasurementPeriod", "60"},
               {"RMSVoltageSettings/RMSVoltageSwellThreshold", "2590"},
               {"SinglePhaseVoltageSettings/AverageRMSOverVoltageThreshold", "2410"},
               {"SinglePhaseVoltageSettings/AverageRMSUnderVoltageThreshold", "2100"},
               {"SinglePhaseVoltageSettings/AverageRMSVoltageMeasurementPeriod", "1800"});
    world_pass(&w, "1d");
    user_result r = actor_wait(&network, NULL);
    assert_int_equal(r.message.header.cra, GBCS_ALERT);
    print_message("told: %s\n", result_text(&network, &r, "AlertCode"));
    user_result log = ACTOR_DOES(&network, "4.10", meter(),
                                 {"ReadLogPeriod/StartDateTime", world_time(&w, world_now(&w) - ALB_DAYS(1))},
                                 {"ReadLogPeriod/EndDateTime", world_time(&w, world_now(&w))});
    assert_true(log.content.count > 0);
    /* The supplier may not: what the network is set to watch is the operator's (duis.md 15). */
    actor_is_refused(&supplier, "E2", "6.18.1", meter(),
                     (const user_setting[]){{"MaximumDemandTimePeriodSchedule/StartTime", "00:00:00.00Z"},
                                            {"MaximumDemandTimePeriodSchedule/EndTime", "12:00:00.00Z"}},
                     2);
}

static void the_meter_is_taken_away(void **state)
{
    char id[ALB_EUI64_TEXT];
    (void)state;
    ACTOR_HAS_DCC_DO(&supplier, "8.3", {"DeviceID", alb_eui64_dashed(meter(), id)});
    actor_is_refused(&supplier, "E5", "7.4", meter(), NULL, 0);
    actor_is_refused(&supplier, "E5", "4.1.1", meter(), NULL, 0);
    user_result r = ACTOR_HAS_DCC_DO(&supplier, "8.2", {"DeviceID", id});
    assert_true(alb_span_is(result_element(&r, "DSPInventory/Device/DeviceStatus"), "Decommissioned"));
    (void)actor_ask(&supplier, "4.1.1", w.homes[1].esme, NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_voltage_is_watched),
        cmocka_unit_test(the_meter_is_taken_away),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
