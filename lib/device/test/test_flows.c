/* What flows through an electricity meter beyond the usual: export, and loads that somebody ordered; what its
 * registers and logs make of it (devices.md 8.2, 8.5, 8.9). */
#include "esme_fixture.h"

#include "property.h"

#define HALF_HOUR ALB_MINUTES(30)

/* The home of the fixture, with 4 kW of panels. */
static const device_premises *solar_home(const fixture *f)
{
    f->esme->supply.premises.solar = 40;
    return &f->esme->supply.premises;
}

static leaves seconds(fixture *f, alb_time from, alb_time to)
{
    ESME_VALUES(f, l);
    leaves_number(&l, alb_time_to_2000(from));
    leaves_number(&l, alb_time_to_2000(to));
    return l;
}

static leaves dates(fixture *f, alb_time from, alb_time to)
{
    ESME_VALUES(f, l);
    leaves_date_time(&l, from);
    leaves_date_time(&l, to);
    return l;
}

static alb_time midsummer(fixture *f)
{
    alb_time t;
    assert_true(alb_time_parse(ALB_LIT("2026-06-21T00:00:00Z"), &t));
    alb_clock_manual_set(&f->clock, t + ALB_DAYS(2));
    return t;
}

/* The operator reads it (ECS17a, ECS22a), the supplier by the ACB. */
static void what_is_exported_is_counted(void **state)
{
    fixture *f = *state;
    const device_premises *home = solar_home(f);
    alb_time day = midsummer(f);
    leaves range = seconds(f, day + HALF_HOUR, day + ALB_DAYS(2));
    answer a = esme_fixture_do_as(f, &f->network_operator, "ECS22a", &range);
    alb_time end = day;
    uint64_t sum = 0;
    uint64_t reactive = 0;
    for (uint32_t at = fixture_find(&a, 0, "Timestamp"); at != UINT32_MAX;
         at = fixture_find(&a, at + 1, "Timestamp")) {
        end += HALF_HOUR;
        assert_int_equal(a.tree.values[at].number.u, alb_time_to_2000(end));
        assert_int_equal(a.tree.values[at + 1].number.u, device_export_half_hour(home, end - HALF_HOUR));
        sum += a.tree.values[at + 1].number.u;
        reactive += a.tree.values[at + 2].number.u;
    }
    assert_int_equal(end, day + ALB_DAYS(2));
    assert_true(sum > 10000);
    assert_true(reactive > 0);
    a = esme_fixture_do_as(f, &f->network_operator, "ECS17a", NULL);
    uint64_t now = esme_fixture_number(&a, "ActiveExportRegister");
    assert_int_equal(now, device_export_register(home, day + ALB_DAYS(2)));
    assert_int_equal(sum, now - device_export_register(home, day));
    assert_int_equal(esme_fixture_number(&a, "ReactiveExportRegister"), now / 20);
}

static void daily_reads_of_export_follow_the_register(void **state)
{
    fixture *f = *state;
    const device_premises *home = solar_home(f);
    alb_time day = midsummer(f);
    leaves range = seconds(f, day - ALB_DAYS(5), day);
    answer a = esme_fixture_do_as(f, &f->broker, "ECS21c", &range);
    int rows = 0;
    for (uint32_t at = fixture_find(&a, 0, "Timestamp"); at != UINT32_MAX;
         at = fixture_find(&a, at + 1, "Timestamp"), rows++) {
        alb_time end = alb_time_from_2000((uint32_t)a.tree.values[at].number.u);
        assert_int_equal(a.tree.values[at + 1].number.u, device_export_register(home, end));
    }
    assert_int_equal(rows, 6);
}

/* The highest half hour of export since the month began, which is in daylight. */
static void the_most_exported_is_kept(void **state)
{
    fixture *f = *state;
    const device_premises *home = solar_home(f);
    alb_time day = midsummer(f);
    answer a = esme_fixture_do_as(f, &f->network_operator, "ECS18a", NULL);
    uint32_t most = 0;
    for (alb_time t = day - ALB_DAYS(20); t < day + ALB_DAYS(2); t += HALF_HOUR) {
        uint32_t watts = 2 * device_export_half_hour(home, t);
        most = watts > most ? watts : most;
    }
    assert_int_equal(esme_fixture_number(&a, "MaximumDemandActivePowerExport"), most);
    assert_true(most > 500);
}

/* While the load switch is open, or the network down, the inverter stops. */
static void nothing_is_exported_without_supply(void **state)
{
    fixture *f = *state;
    const device_premises *home = solar_home(f);
    alb_time day = midsummer(f) + ALB_DAYS(3);
    alb_clock_manual_set(&f->clock, day + ALB_HOURS(10));
    device_power(f->esme, f->keys, false, &f->sink);
    alb_clock_manual_set(&f->clock, day + ALB_HOURS(13));
    device_power(f->esme, f->keys, true, &f->sink);
    alb_clock_manual_set(&f->clock, day + ALB_DAYS(1));
    leaves range = seconds(f, day + HALF_HOUR, day + ALB_DAYS(1));
    answer a = esme_fixture_do_as(f, &f->network_operator, "ECS22a", &range);
    uint64_t sum = 0;
    for (uint32_t at = fixture_find(&a, 0, "Timestamp"); at != UINT32_MAX;
         at = fixture_find(&a, at + 1, "Timestamp")) {
        alb_time from = alb_time_from_2000((uint32_t)a.tree.values[at].number.u) - HALF_HOUR;
        bool off = from >= day + ALB_HOURS(10) && from < day + ALB_HOURS(13);
        assert_int_equal(a.tree.values[at + 1].number.u, off ? 0 : device_export_half_hour(home, from));
        sum += a.tree.values[at + 1].number.u;
    }
    uint64_t before = supply_exported(&f->esme->supply, day);
    assert_int_equal(supply_exported(&f->esme->supply, day + ALB_DAYS(1)), before + sum);
}

/* --- loads --- */

/* 3 kW for twenty minutes are 1 kWh, in the half hours that they lie in, on the register, and in the power
 * that is taken; not while there is no supply. */
static void a_load_is_metered(void **state)
{
    fixture *f = *state;
    alb_time from = esme_fixture_now(f) / HALF_HOUR * HALF_HOUR + ALB_MINUTES(50);
    alb_clock_manual_set(&f->clock, from);
    uint32_t usual = device_import_half_hour(PLAIN(f->meter.id), from) * 2;
    uint64_t plain = device_import_register(PLAIN(f->meter.id), from + ALB_HOURS(2));
    assert_true(device_add_load(f->esme, 3000, ALB_MINUTES(20)));
    assert_int_equal(esme_fixture_read(f, "ECS17c", "ActivePowerImport"), usual + 3000);
    alb_clock_manual_set(&f->clock, from + ALB_HOURS(2));
    assert_int_equal(supply_register(&f->esme->supply, from + ALB_HOURS(2)), plain + 1000);
    leaves range = dates(f, from + ALB_MINUTES(10), from + ALB_MINUTES(40));
    answer a = esme_fixture_do(f, "ECS22b", &range);
    int rows = 0;
    for (uint32_t at = fixture_find(&a, 0, "Timestamp"); at != UINT32_MAX;
         at = fixture_find(&a, at + 1, "Timestamp"), rows++) {
        alb_time end = alb_time_from_2000((uint32_t)a.tree.values[at].number.u);
        assert_int_equal(a.tree.values[at + 1].number.u,
                         device_import_half_hour(PLAIN(f->meter.id), end - HALF_HOUR) + 500);
    }
    assert_int_equal(rows, 2);
}

/* The meter's state goes to a file, and comes back into a new device. */
static void restart(fixture *f)
{
    device *fresh = fixture_device(f, &f->meter, CAT_DEVICE_ESME);
    fresh->supply.premises = f->esme->supply.premises;
    alb_buf saved;
    alb_buf_init(&saved, 1 << 16);
    assert_int_equal(device_save(f->esme, &saved, NULL), ALB_OK);
    assert_int_equal(device_restore(fresh, alb_buf_span(&saved), NULL), ALB_OK);
    alb_buf_release(&saved);
    device_free(f->esme);
    f->esme = fresh;
}

/* Property: whatever loads come and go, and the mains with them, the register never goes back, the half hours
 * sum to it, and a meter that was saved in between goes on the same. */
static void registers_agree_with_half_hours(void **state)
{
    fixture *f = *state;
    (void)solar_home(f);
    property p = {3};
    alb_time start = esme_fixture_now(f) / HALF_HOUR * HALF_HOUR + HALF_HOUR;
    uint64_t taken = 0;
    uint64_t given = 0;
    alb_clock_manual_set(&f->clock, start);
    for (int i = 0; i < 400; i++) {
        if (property_below(&p, 3) == 0) {
            (void)device_add_load(f->esme, (uint32_t)property_below(&p, 9000),
                                  ALB_SECONDS(1 + (alb_time)property_below(&p, 20000)));
        } else if (property_below(&p, 5) == 0) {
            device_power(f->esme, f->keys, !device_has_power(f->esme), &f->sink);
        }
        if (property_below(&p, 20) == 0) {
            restart(f);
        }
        alb_clock_manual_add(&f->clock, ALB_SECONDS(1 + (alb_time)property_below(&p, 5000)));
        alb_time now = esme_fixture_now(f);
        assert_true(supply_register(&f->esme->supply, now) >= taken);
        assert_true(supply_exported(&f->esme->supply, now) >= given);
        taken = supply_register(&f->esme->supply, now);
        given = supply_exported(&f->esme->supply, now);
    }
    if (!device_has_power(f->esme)) {
        device_power(f->esme, f->keys, true, &f->sink);
    }
    alb_time end = esme_fixture_now(f) / HALF_HOUR * HALF_HOUR;
    alb_time from = end - ALB_DAYS(20);
    leaves range = dates(f, from + HALF_HOUR, end);
    f->n_sent = 0;
    answer a = esme_fixture_do(f, "ECS22b", &range);
    uint64_t sum = 0;
    for (uint32_t at = fixture_find(&a, 0, "Timestamp"); at != UINT32_MAX;
         at = fixture_find(&a, at + 1, "Timestamp")) {
        sum += a.tree.values[at + 1].number.u;
    }
    assert_int_equal(sum, supply_register(&f->esme->supply, end) - supply_register(&f->esme->supply, from));
}

static void what_is_no_load_is_refused(void **state)
{
    fixture *f = *state;
    assert_false(device_add_load(f->esme, 100001, ALB_HOURS(1)));
    assert_false(device_add_load(f->esme, 1000, 0));
    assert_false(device_add_load(f->esme, 1000, ALB_DAYS(32)));
    assert_false(device_add_load(f->chf, 1000, ALB_HOURS(1)));
    for (int i = 0; i < EXTRA_LOADS; i++) {
        assert_true(device_add_load(f->esme, 1000, ALB_HOURS(1)));
    }
    assert_false(device_add_load(f->esme, 1000, ALB_HOURS(1)));
    alb_clock_manual_add(&f->clock, ALB_HOURS(1));
    uint64_t before = supply_register(&f->esme->supply, esme_fixture_now(f));
    assert_true(device_add_load(f->esme, 1000, ALB_HOURS(1)));
    assert_int_equal(supply_register(&f->esme->supply, esme_fixture_now(f)), before);
}

/* A heater too much for the limit: five minutes later the supply is cut off and armed, and comes back when
 * its time is over, though the heater is still on; then it goes again. */
static void a_heater_runs_into_the_load_limit(void **state)
{
    fixture *f = *state;
    ESME_VALUES(f, v);
    leaves_number(&v, 1); /* disables */
    leaves_number(&v, 20000);
    leaves_number(&v, 300);
    leaves_number(&v, 60);
    esme_add_when(&v, 0, 4);
    (void)esme_fixture_do(f, "ECS28a", &v);
    alb_time now = esme_fixture_now(f) / HALF_HOUR * HALF_HOUR + HALF_HOUR;
    (void)esme_fixture_pass_to(f, now);
    assert_int_equal(f->n_sent, 0);
    assert_true(device_add_load(f->esme, 25000, ALB_MINUTES(10)));
    assert_int_equal(esme_fixture_pass_to(f, now + ALB_SECONDS(299)), now + ALB_SECONDS(300));
    (void)esme_fixture_pass_to(f, now + ALB_SECONDS(300));
    assert_int_equal(esme_fixture_alerts(f, 0x8f01), 2);
    assert_int_equal(esme_fixture_alerts(f, 0x8f33), 2);
    assert_int_equal(f->esme->supply.state, SUPPLY_ARMED);
    uint64_t cut = supply_register(&f->esme->supply, now + ALB_SECONDS(300));
    (void)esme_fixture_pass_to(f, now + ALB_SECONDS(360));
    assert_int_equal(esme_fixture_alerts(f, 0x8f34), 2);
    assert_int_equal(f->esme->supply.state, SUPPLY_ENABLED);
    assert_int_equal(supply_register(&f->esme->supply, now + ALB_SECONDS(360)), cut);
    /* The heater ends before five minutes are over again. */
    (void)esme_fixture_pass_to(f, now + ALB_MINUTES(20));
    assert_int_equal(f->esme->supply.state, SUPPLY_ENABLED);
    assert_int_equal(esme_fixture_read(f, "ECS27", "LoadLimitCounter"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ESME_TEST(what_is_exported_is_counted), ESME_TEST(daily_reads_of_export_follow_the_register),
        ESME_TEST(the_most_exported_is_kept),   ESME_TEST(nothing_is_exported_without_supply),
        ESME_TEST(a_load_is_metered),           ESME_TEST(registers_agree_with_half_hours),
        ESME_TEST(what_is_no_load_is_refused),  ESME_TEST(a_heater_runs_into_the_load_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
