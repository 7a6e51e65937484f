/* What happens to a meter itself: somebody opens it, its clock runs off (devices.md 8.1, 8.12). */
#include "world.h"

static world w;
static actor supplier;

static alb_eui64 meter(void)
{
    return w.homes[0].esme;
}

static int begin(void **state)
{
    static const char *const options[] = {"--gas-wake", "2", NULL};
    (void)state;
    world_open(&w, options);
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

static int fleet(const char *what, const char *how, const char *more)
{
    char id[ALB_EUI64_TEXT];
    const char *const with[] = {"fleet",      what, alb_eui64_hex(meter(), id), how, more, "--server",
                                w.server.url, NULL};
    const char *const without[] = {"fleet",      what, alb_eui64_hex(meter(), id), how, "--server",
                                   w.server.url, NULL};
    return world_run(&w, NULL, more ? with : without);
}

static bool is_logged(const char *log, uint16_t code)
{
    user_result r = ACTOR_DOES(&supplier, "6.13", meter(),
                               {"ReadLogPeriod/StartDateTime", world_time(&w, world_now(&w) - ALB_DAYS(20))},
                               {"ReadLogPeriod/EndDateTime", world_time(&w, world_now(&w) + ALB_DAYS(1))},
                               {"LogToRead", log});
    for (uint32_t i = 0; i < r.content.count; i++) {
        if (strcmp(r.content.values[i].field->name, "LogCode") == 0 && r.content.values[i].number.u == code) {
            return true;
        }
    }
    return false;
}

static void supply_is(const char *expected)
{
    user_result r = actor_ask(&supplier, "7.4", meter(), NULL, 0);
    assert_string_equal(result_text(&supplier, &r, "SupplyState"), expected);
}

/* A meter that is set to lock when it is opened stays off until its supplier says so. */
static void who_opens_a_meter_is_told_of(void **state)
{
    (void)state;
    ACTOR_DOES(&supplier, "6.25", meter(), {"SupplyTamperState", "Locked"});
    assert_int_equal(fleet("tamper", "cover", NULL), 0);
    actor_hears_both(&supplier, "8F74", "81BE");
    supply_is("Disabled");
    assert_int_not_equal(fleet("tamper", "cover", NULL), 0); /* it is open */
    assert_int_equal(fleet("tamper", "cover", "end"), 0);
    (void)actor_hears(&supplier, "81B9");
    supply_is("Disabled");
    assert_true(is_logged("Security", 0x8f74));
    assert_true(is_logged("Event", 0x81be));
    (void)actor_ask(&supplier, "7.1", meter(), NULL, 0);
    supply_is("Enabled");
    assert_int_not_equal(fleet("tamper", "tilt", NULL), 0); /* gas meters notice that */
}

static user_result synchronise(alb_time time)
{
    return ACTOR_DOES(&supplier, "6.11", meter(), {"CurrentDateTime", world_time(&w, time)},
                      {"TolerancePeriod", "10"});
}

static alb_time time_of(const user_result *r)
{
    alb_time t;
    assert_true(alb_time_parse(alb_span_str(result_text(&supplier, r, "Time")), &t));
    return t;
}

/* 300 millionths are 26 seconds a day. */
static void a_clock_that_runs_off_is_set(void **state)
{
    (void)state;
    assert_int_equal(fleet("drift", "gain", "300"), 0);
    world_pass(&w, "3d");
    (void)actor_hears(&supplier, "8F0C");
    assert_true(is_logged("Security", 0x8f0c));
    /* Who is wrong about the time does not set it, and hears what it is. */
    user_result r = synchronise(world_now(&w) + ALB_MINUTES(3));
    assert_int_equal(result_number(&r, "TimeStatus"), 2);
    assert_true(time_of(&r) > world_now(&w) + ALB_SECONDS(50));
    r = synchronise(world_now(&w) - ALB_SECONDS(2));
    assert_int_equal(result_number(&r, "TimeStatus"), 0);
    assert_true(time_of(&r) <= world_now(&w) + ALB_SECONDS(2));
    assert_true(is_logged("Event", 0x8145));
    assert_true(is_logged("Event", 0x81c6));
}

/* The same of a gas meter, which sleeps: its answers say that their time is not to be relied on. */
static void a_gas_meter_has_a_clock_too(void **state)
{
    enum { STATUS = 11, UNRELIABLE = 2, OF_METER = 4 };
    (void)state;
    char id[ALB_EUI64_TEXT];
    alb_eui64 gsme = w.homes[0].gsme;
    const char *const run[] = {"fleet",      "drift", alb_eui64_hex(gsme, id), "lose", "300", "--server",
                               w.server.url, NULL};
    assert_int_equal(world_run(&w, NULL, run), 0);
    world_pass(&w, "3d");
    (void)actor_hears(&supplier, "8F0C");
    user_result r = actor_ask(&supplier, "4.1.1", gsme, NULL, 0);
    assert_int_equal(r.message.header.date_time.ptr[STATUS], UNRELIABLE);
    r = ACTOR_DOES(&supplier, "6.11", gsme, {"CurrentDateTime", world_time(&w, world_now(&w))},
                   {"TolerancePeriod", "60"});
    assert_int_equal(result_number(&r, "DeviceTimeStatus"), 0);
    r = actor_ask(&supplier, "4.1.1", gsme, NULL, 0);
    assert_int_equal(r.message.header.date_time.ptr[STATUS], OF_METER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_opens_a_meter_is_told_of),
        cmocka_unit_test(a_clock_that_runs_off_is_set),
        cmocka_unit_test(a_gas_meter_has_a_clock_too),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
