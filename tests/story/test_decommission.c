/* A home is given up: its meters are decommissioned, and then the hub. What was arranged for them goes, who
 * had to do with them is told, and nothing can be done with them, until somebody notifies one anew. */
#include "world.h"

static world w;
static actor supplier, network, other;

static const world_home *home(void)
{
    return &w.homes[0];
}

static const char *id_of(alb_eui64 device)
{
    char text[ALB_EUI64_TEXT];
    return alb_arena_string(w.arena, alb_span_str(alb_eui64_dashed(device, text)));
}

static int begin(void **state)
{
    static const char *const options[] = {"--gas-wake", "1", NULL};
    (void)state;
    world_open(&w, options);
    actor_open(&supplier, &w, SUPPLIER);
    actor_open(&network, &w, NETWORK_OPERATOR);
    actor_open(&other, &w, OTHER_USER);
    return 0;
}

static int end(void **state)
{
    (void)state;
    actor_close(&other);
    actor_close(&network);
    actor_close(&supplier);
    world_close(&w);
    return 0;
}

static void schedule(actor *a)
{
    char day[12];
    (void)snprintf(day, sizeof day, "%.10sZ", world_time(&w, world_now(&w) + ALB_DAYS(1)));
    ACTOR_HAS_DCC_DO(a, "5.1", {"ScheduleFrequency", "Daily"}, {"ScheduleStartDate", day},
                     {"ScheduleExecutionStartTime", "04:00:00.00Z"}, {"DSPScheduledServiceReference", "4.8"},
                     {"DSPScheduledServiceReferenceVariant", "4.8.1"}, {"DeviceID", id_of(home()->esme)},
                     {"KAPublicSecurityCredential", world_certificate_of(&w, a->id, SMKI_SLOT_KEY_AGREEMENT)},
                     {"DSPReadActiveImportProfileData/StartDateOffset", "-1"},
                     {"DSPReadActiveImportProfileData/StartTime", "00:00:00.00Z"},
                     {"DSPReadActiveImportProfileData/EndDateOffset", "0"},
                     {"DSPReadActiveImportProfileData/EndTime", "00:00:00.00Z"});
}

static void expect_status(alb_eui64 device, const char *status)
{
    assert_string_equal(actor_status(&supplier, device), status);
}

/* --- the story --- */

static void a_home_is_served(void **state)
{
    (void)state;
    user_result r = ACTOR_DOES(&supplier, "8.7.1", home()->esme, {"OtherDeviceID", id_of(home()->ppmid)});
    r = ACTOR_DOES(&supplier, "8.7.2", home()->ppmid, {"OtherDeviceID", id_of(home()->esme)});
    expect_status(home()->ppmid, "Commissioned");
    schedule(&other);
    schedule(&network);
    duis_request_id id = {.counter = 0};
    const user_setting in_a_week = {"ExecutionDateTime", world_time(&w, world_now(&w) + ALB_DAYS(7))};
    assert_string_equal(actor_send(&supplier, "4.1.1", home()->esme, &in_a_week, 1, &id).code, "I99");
    world_pass(&w, "2d");
    r = actor_wait(&other, NULL);
    assert_string_equal(r.code, "I0");
    (void)actor_empties_inbox(&other);
    (void)actor_empties_inbox(&network);
}

static void the_electricity_meter_is_decommissioned(void **state)
{
    (void)state;
    const user_setting which = {"DeviceID", id_of(home()->esme)};
    duis_request_id id = {.counter = 0};
    assert_string_equal(actor_send(&network, "8.3", THE_DCC, &which, 1, &id).code, "E2");
    (void)actor_ask_dcc(&supplier, "8.3", &which, 1);
    expect_status(home()->esme, "Decommissioned");
    expect_status(home()->ppmid, "Decommissioned"); /* it was there for that meter alone */
    (void)actor_hears(&supplier, "N7");
    (void)actor_hears(&other, "N4");
    actor_hears_both(&network, "N4", "N1");
}

static void nothing_is_possible_any_more(void **state)
{
    (void)state;
    const user_setting which = {"DeviceID", id_of(home()->esme)};
    const user_setting with = {"OtherDeviceID", id_of(home()->ppmid)};
    duis_request_id id = {.counter = 0};
    actor_is_refused(&supplier, "E5", "4.1.1", home()->esme, NULL, 0);
    actor_is_refused(&supplier, "E5", "7.2", home()->esme, NULL, 0);
    actor_is_refused(&supplier, "E5", "8.8.1", home()->esme, &with, 1);
    actor_is_refused(&network, "E5", "4.1.1", home()->esme, NULL, 0);
    assert_string_equal(actor_send(&supplier, "8.3", THE_DCC, &which, 1, &id).code, "E080301");
    (void)actor_empties_inbox(&supplier);
    (void)actor_empties_inbox(&network);
    world_pass(&w, "10d");
    assert_int_equal(actor_empties_inbox(&other), 0);
    assert_int_equal(actor_empties_inbox(&network), 0);
    assert_int_equal(actor_empties_inbox(&supplier), 0);
}

static void the_hub_goes_last(void **state)
{
    (void)state;
    const user_setting hub = {"DeviceID", id_of(home()->hub)};
    duis_request_id id = {.counter = 0};
    /* It still serves the gas meter. */
    assert_string_equal(actor_send(&supplier, "8.3", THE_DCC, &hub, 1, &id).code, "E080301");
    (void)actor_ask(&supplier, "4.1.1", home()->gpf, NULL, 0);
    const user_setting gas = {"DeviceID", id_of(home()->gsme)};
    (void)actor_ask_dcc(&supplier, "8.3", &gas, 1);
    (void)actor_hears(&network, "N1");
    ACTOR_HAS_DCC_DO(&supplier, "8.14.4", {"DeviceID", id_of(home()->hub)},
                     {"CHFNoFaultReturnType", "No Fault Return (general)"});
    expect_status(home()->hub, "Decommissioned");
    expect_status(home()->gpf, "Decommissioned");
    actor_is_refused(&supplier, "E5", "8.9", home()->hub, NULL, 0);
    actor_is_refused(&supplier, "E5", "4.1.1", home()->gpf, NULL, 0);
    /* The mains of an empty house are nobody's business. */
    (void)actor_empties_inbox(&network);
    (void)world_post(&w, "/sim/v1/homes/0/power?on=0", (alb_span){0});
    world_pass(&w, "1h");
    assert_int_equal(actor_empties_inbox(&network), 0);
}

/* T19 of dcc-services.md 7.4: a device that is out of use may begin anew. */
static void a_meter_begins_anew(void **state)
{
    (void)state;
    ACTOR_HAS_DCC_DO(&supplier, "12.2", {"DeviceID", id_of(home()->esme)}, {"DeviceManufacturer", "ALB1"},
                     {"DeviceModel", "00000001"}, {"DeviceType", "ESME"}, {"FirmwareVersion", "00000001"},
                     {"ESMEVariant", "A"});
    expect_status(home()->esme, "Pending");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_home_is_served),
        cmocka_unit_test(the_electricity_meter_is_decommissioned),
        cmocka_unit_test(nothing_is_possible_any_more),
        cmocka_unit_test(the_hub_goes_last),
        cmocka_unit_test(a_meter_begins_anew),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
