/* A supplier limits the load of a home, which takes too much: the meter cuts it off, tells, and gives it
 * supply again, by the supplier's command or when the time of restoration is over; its registers and logs
 * tell it (devices.md 8.9). */
#include "world.h"

static world w;
static actor supplier, network;

enum { HEATER = 20000, LIMIT = 15000, PERIOD_S = 300, RESTORATION_S = 7200 };

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

/* --- what the meter says --- */

static void supply_is(const char *expected)
{
    user_result r = actor_ask(&supplier, "7.4", meter(), NULL, 0);
    assert_string_equal(result_text(&supplier, &r, "SupplyState"), expected);
}

static int64_t import_register(void)
{
    user_result r = actor_ask(&supplier, "4.1.1", meter(), NULL, 0);
    return result_number(&r, "ActiveImportRegister");
}

static int64_t times_exceeded(void)
{
    user_result r = actor_ask(&supplier, "4.15", meter(), NULL, 0);
    assert_int_equal(result_number(&r, "LoadLimitPowerThreshold"), LIMIT);
    return result_number(&r, "LoadLimitCounter");
}

static size_t logged(uint16_t code)
{
    user_result r = ACTOR_DOES(&supplier, "6.13", meter(),
                               {"ReadLogPeriod/StartDateTime", world_time(&w, world_now(&w) - ALB_DAYS(1))},
                               {"ReadLogPeriod/EndDateTime", world_time(&w, world_now(&w) + ALB_HOURS(1))},
                               {"LogToRead", "Event"});
    size_t n = 0;
    for (uint32_t i = 0; i < r.content.count; i++) {
        n += strcmp(r.content.values[i].field->name, "LogCode") == 0 && r.content.values[i].number.u == code;
    }
    return n;
}

/* --- what happens there --- */

static void heater_runs(unsigned seconds)
{
    char id[ALB_EUI64_TEXT];
    char watts[16];
    char length[16];
    (void)snprintf(watts, sizeof watts, "%d", HEATER);
    (void)snprintf(length, sizeof length, "%u", seconds);
    const char *const run[] = {"fleet",      "load", alb_eui64_hex(meter(), id), watts, length, "--server",
                               w.server.url, NULL};
    assert_int_equal(world_run(&w, NULL, run), 0);
}

static void the_limit_is_set(void **state)
{
    (void)state;
    ACTOR_DOES(&supplier, "6.4.1", meter(), {"LoadLimitPeriod", "300"}, {"LoadLimitPowerThreshold", "15000"},
               {"LoadLimitRestorationPeriod", "7200"}, {"LoadLimitSupplyState", "Disable"});
    assert_int_equal(times_exceeded(), 0);
    supply_is("Enabled");
}

/* From half past: five minutes of the heater, then nothing. */
static void who_takes_too_much_is_cut_off(void **state)
{
    (void)state;
    world_pass_to(&w, world_now(&w) / ALB_MINUTES(30) * ALB_MINUTES(30) + ALB_MINUTES(30));
    heater_runs(900);
    world_pass(&w, "4m");
    supply_is("Enabled");
    world_pass(&w, "2m");
    actor_hears_both(&supplier, "8F01", "8F33");
    actor_hears_both(&network, "8F01", "8F33");
    supply_is("Armed");
    int64_t cut = import_register();
    world_pass(&w, "85m");
    assert_int_equal(import_register(), cut);
    supply_is("Armed");
}

static void the_supplier_gives_it_back(void **state)
{
    (void)state;
    (void)actor_ask(&supplier, "7.1", meter(), NULL, 0);
    supply_is("Enabled");
    int64_t before = import_register();
    world_pass(&w, "2h");
    assert_true(import_register() > before);
    supply_is("Enabled");
}

/* A heater that is off in time is no matter; one that is not waits out the restoration period. */
static void the_meter_gives_it_back_by_itself(void **state)
{
    (void)state;
    assert_int_equal(actor_empties_inbox(&supplier), 0);
    heater_runs(PERIOD_S - 30);
    world_pass(&w, "10m");
    supply_is("Enabled");
    heater_runs(PERIOD_S + 60);
    world_pass(&w, "6m");
    actor_hears_both(&supplier, "8F01", "8F33");
    supply_is("Armed");
    world_pass(&w, "2h");
    (void)actor_hears(&supplier, "8F34");
    supply_is("Enabled");
}

/* The half hour of the heater has its energy, those without supply have none, and all sum to the register. */
static void the_logs_tell_it(void **state)
{
    (void)state;
    assert_int_equal(logged(0x8f01), 2);
    assert_int_equal(logged(0x8f33), 2);
    assert_int_equal(logged(0x8f34), 1);
    assert_int_equal(times_exceeded(), 2);
    user_result r = ACTOR_DOES(&supplier, "4.8.1", meter(),
                               {"ReadLogPeriod/StartDateTime", world_time(&w, world_now(&w) - ALB_HOURS(10))},
                               {"ReadLogPeriod/EndDateTime", world_time(&w, world_now(&w))});
    uint64_t most = 0;
    unsigned empty = 0;
    for (uint32_t i = 0; i < r.content.count; i++) {
        const cat_value *v = &r.content.values[i];
        if (v->field->type->unit && strcmp(v->field->type->unit, "Wh") == 0) {
            most = v->number.u > most ? v->number.u : most;
            empty += v->number.u == 0;
        }
    }
    assert_in_range(most, HEATER * PERIOD_S / 3600, HEATER * PERIOD_S / 3600 + 8000);
    assert_in_range(empty, 4, 7); /* two in the first cut, three and parts of others in the second */
    (void)actor_ask(&supplier, "6.4.2", meter(), NULL, 0);
    assert_int_equal(times_exceeded(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_limit_is_set),           cmocka_unit_test(who_takes_too_much_is_cut_off),
        cmocka_unit_test(the_supplier_gives_it_back), cmocka_unit_test(the_meter_gives_it_back_by_itself),
        cmocka_unit_test(the_logs_tell_it),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
