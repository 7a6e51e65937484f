/* An electricity meter's tariff, bills and demand, from commands alone (devices.md 8.3 to 8.7). */
#include "esme_fixture.h"

enum { SCALE = -5 };

/* Cheap from 00:30 to 07:30. */
static const esme_tariff economy_7 = {
    .n_days = 1,
    .days = {{.n_switches = 2, .switches = {{0, 30, 2}, {7, 30, 1}}}},
    .scale = SCALE,
    .n_prices = 2,
    .prices = {{1, 24500}, {2, 9000}},
    .standing = 20000,
};

static const esme_tariff blocks = {
    .n_days = 1,
    .days = {{.n_switches = 1, .switches = {{0, 0, 101}}}},
    .has_thresholds = true,
    .thresholds = {2000, 5000, UINT32_MAX},
    .scale = SCALE,
    .n_prices = 3,
    .prices = {{0xa1, 30000}, {0xb1, 20000}, {0xc1, 10000}},
};

static uint64_t taken(const fixture *f, alb_time from, alb_time to)
{
    return device_import_register(PLAIN(f->meter.id), to) - device_import_register(PLAIN(f->meter.id), from);
}

/* The n-th value of that name. */
static uint64_t nth(const answer *a, const char *name, size_t n)
{
    for (uint32_t at = fixture_find(a, 0, name); at != UINT32_MAX; at = fixture_find(a, at + 1, name)) {
        if (n-- == 0) {
            return a->tree.values[at].number.u;
        }
    }
    fail_msg("there are not so many of %s", name);
    return 0;
}

static leaves dates(fixture *f, alb_time from, alb_time to, int times)
{
    leaves l;
    leaves_init(&l, f->arena);
    for (int i = 0; i < times; i++) {
        leaves_date_time(&l, from);
        leaves_date_time(&l, to);
    }
    return l;
}

static void times_of_use_count_and_cost(void **state)
{
    fixture *f = *state;
    alb_time start = esme_fixture_now(f);
    uint64_t before = device_import_register(PLAIN(f->meter.id), start);
    esme_fixture_tariff(f, &economy_7, 0);
    uint64_t night = 0;
    alb_time late = esme_fixture_offset(f);
    alb_time midnight = start - start % ALB_DAYS(1);
    for (int day = 1; day <= 3; day++) {
        alb_time at = midnight + ALB_DAYS(day);
        night += taken(f, at + ALB_MINUTES(30) + late, at + ALB_MINUTES(450) + late);
    }
    (void)esme_fixture_pass_to(f, midnight + ALB_DAYS(3) + ALB_HOURS(12));
    uint64_t day = taken(f, start, esme_fixture_now(f)) - night;
    answer a = esme_fixture_do(f, "ECS17d", NULL);
    assert_int_equal(nth(&a, "TOU", 0), before + day);
    assert_int_equal(nth(&a, "TOU", 1), night);
    assert_int_equal(nth(&a, "TOU", 2), 0);
    int64_t cost = (int64_t)(day * 24500 + night * 9000) / 1000 + 3 * 20000;
    assert_int_equal(esme_fixture_balance(f), -cost);
    assert_int_equal(esme_fixture_read(f, "ECS24", "ActiveTariffPrice"), 24500);
    (void)esme_fixture_pass_to(f, midnight + ALB_DAYS(4) + ALB_HOURS(1));
    assert_int_equal(esme_fixture_read(f, "ECS24", "ActiveTariffPrice"), 9000);
    /* In one step or in many, with or without a restart: the same. */
    esme_fixture_restart(f);
    int32_t balance = esme_fixture_balance(f);
    a = esme_fixture_do(f, "ECS17d", NULL);
    assert_int_equal(nth(&a, "TOU", 1),
                     night + taken(f, midnight + ALB_DAYS(4) + ALB_MINUTES(30) + late, esme_fixture_now(f)));
    assert_true(balance < -cost);
}

static void blocks_count_up_to_their_thresholds(void **state)
{
    fixture *f = *state;
    alb_time start = esme_fixture_now(f);
    esme_fixture_tariff(f, &blocks, 0);
    alb_time later = start + ALB_DAYS(3);
    (void)esme_fixture_pass_to(f, later);
    uint64_t all = taken(f, start, later);
    assert_true(all > 5000);
    answer a = esme_fixture_do(f, "ECS17e", NULL);
    assert_int_equal(nth(&a, "Value", 0), 2000);
    assert_int_equal(nth(&a, "Value", 16), 3000);
    assert_int_equal(nth(&a, "Value", 32), all - 5000);
    assert_int_equal(nth(&a, "Value", 32 + 8), all - 5000);
    assert_int_equal(nth(&a, "Value", 48), 0);
    assert_int_equal(esme_fixture_balance(f), -(int64_t)(60000 + 60000 + (all - 5000) * 10));
    assert_int_equal(esme_fixture_read(f, "ECS24", "ActiveTariffPrice"), 10000);
    /* ECS05: counters begin anew, registers go on. */
    (void)esme_fixture_do(f, "ECS05", NULL);
    a = esme_fixture_do(f, "ECS17e", NULL);
    assert_int_equal(nth(&a, "Value", 0), 2000);
    assert_int_equal(nth(&a, "Value", 8), 0);
    assert_int_equal(esme_fixture_read(f, "ECS24", "ActiveTariffPrice"), 30000);
}

static void counters_are_reset_daily_where_it_is_set(void **state)
{
    fixture *f = *state;
    ESME_VALUES(f, daily);
    leaves_number(&daily, 1);
    esme_add_time(&daily, 0, 0);
    esme_add_date(&daily, 0xffff, 0xff, 0xff, 0xff);
    esme_fixture_tariff(f, &blocks, 0);
    (void)esme_fixture_do(f, "ECS48", &daily);
    alb_time midnight = esme_fixture_now(f) / ALB_DAYS(1) * ALB_DAYS(1);
    alb_time now = midnight + ALB_DAYS(9) + ALB_HOURS(5);
    (void)esme_fixture_pass_to(f, now);
    answer a = esme_fixture_do(f, "ECS17e", NULL);
    uint64_t today = taken(f, midnight + ALB_DAYS(9), now);
    assert_int_equal(nth(&a, "Value", 8), today < 2000 ? today : 2000);
    assert_true(nth(&a, "Value", 0) > 2000);
}

/* The old tariff counts up to the very second; the bill before the change tells what it counted. */
static void a_dated_tariff_takes_force_at_its_time(void **state)
{
    fixture *f = *state;
    alb_time start = esme_fixture_now(f);
    alb_time when = start - start % ALB_DAYS(1) + ALB_DAYS(2) + ALB_MINUTES(725);
    esme_fixture_tariff(f, &economy_7, 0);
    esme_fixture_tariff(f, &blocks, when);
    (void)esme_fixture_do(f, "ECS24", NULL);
    (void)esme_fixture_pass_to(f, when + ALB_HOURS(30));
    assert_int_equal(esme_fixture_alerts(f, 0x8f66), 6);
    answer a = esme_fixture_do(f, "ECS17d", NULL);
    uint64_t tou = nth(&a, "TOU", 0) + nth(&a, "TOU", 1);
    assert_int_equal(tou, device_import_register(PLAIN(f->meter.id), when));
    leaves range = dates(f, when, when, 1);
    a = esme_fixture_do(f, "ECS20b", &range);
    assert_int_equal(esme_fixture_number(&a, "Timestamp"), alb_time_to_2000(when));
    assert_int_equal(esme_fixture_number(&a, "ActiveImport"), tou);
    assert_int_equal(nth(&a, "TOU", 0) + nth(&a, "TOU", 1), tou);
    uint64_t day = nth(&a, "TOU", 0) - device_import_register(PLAIN(f->meter.id), start);
    int64_t cost = (int64_t)(day * 24500 + nth(&a, "TOU", 1) * 9000) / 1000 + 2 * 20000;
    assert_int_equal((int32_t)esme_fixture_number(&a, "MeterBalance"), -cost);
    /* One entry for the first tariff, and one for this. */
    range = dates(f, start, when + ALB_DAYS(9), 1);
    a = esme_fixture_do(f, "ECS20b", &range);
    assert_int_equal(nth(&a, "Timestamp", 0), alb_time_to_2000(start));
    assert_int_equal(nth(&a, "Timestamp", 1), alb_time_to_2000(when));
}

static void prices_alone_can_change(void **state)
{
    fixture *f = *state;
    esme_tariff dearer = economy_7;
    dearer.prices[0].price = 30000;
    esme_fixture_tariff(f, &economy_7, 0);
    esme_fixture_prices(f, &dearer, esme_fixture_now(f) + ALB_HOURS(1));
    assert_int_equal(esme_fixture_read(f, "ECS24", "ActiveTariffPrice"), 24500);
    (void)esme_fixture_pass_to(f, esme_fixture_now(f) + ALB_HOURS(1));
    assert_int_equal(esme_fixture_alerts(f, 0x8f66), 2);
    assert_int_equal(esme_fixture_read(f, "ECS24", "ActiveTariffPrice"), 30000);
}

/* This meter's switches are late by its share of the limit, from when it is set. */
static void the_randomised_offset_delays_the_tariff(void **state)
{
    fixture *f = *state;
    ESME_VALUES(f, limit);
    leaves_number(&limit, 1799);
    esme_fixture_tariff(f, &economy_7, 0);
    (void)esme_fixture_do(f, "ECS38", &limit);
    alb_time late = esme_fixture_offset(f);
    assert_int_equal(late, ALB_SECONDS(esme_fixture_read(f, "ECS26c", "RandomisedOffset")));
    assert_true(late > 0);
    alb_time night = esme_fixture_now(f) / ALB_DAYS(1) * ALB_DAYS(1) + ALB_DAYS(1) + ALB_MINUTES(30);
    (void)esme_fixture_pass_to(f, night + late - 1000);
    assert_int_equal(esme_fixture_read(f, "ECS24", "ActiveTariffPrice"), 24500);
    (void)esme_fixture_pass_to(f, night + late);
    assert_int_equal(esme_fixture_read(f, "ECS24", "ActiveTariffPrice"), 9000);
}

/* A week that names a day which is not there is refused, and what was in force stays. */
static void a_tariff_must_be_whole(void **state)
{
    fixture *f = *state;
    ESME_VALUES(f, v);
    esme_fixture_tariff(f, &economy_7, 0);
    esme_tariff wrong = economy_7;
    esme_add_calendar(&v, &wrong);
    v.items[7].number = 9; /* Tuesday's day of the week */
    leaves_number(&v, 0);  /* special days */
    leaves_zeros(&v, ESME_BANDS);
    leaves_number(&v, 0xff);
    wrong.prices[0].price = 1;
    esme_add_prices(&v, &wrong);
    esme_add_when(&v, 0, 6);
    answer a = esme_fixture_ask_as(f, &f->supplier, "ECS01a", &v);
    assert_int_equal(esme_fixture_result(&a), 250);
    assert_int_equal(esme_fixture_read(f, "ECS24", "ActiveTariffPrice"), 24500);
}

/* --- bills --- */

static void the_billing_calendar_makes_bills(void **state)
{
    fixture *f = *state;
    ESME_VALUES(f, monthly);
    leaves_number(&monthly, 1);
    esme_add_time(&monthly, 0, 0);
    esme_add_date(&monthly, 0xffff, 0xff, 1, 0xff);
    esme_fixture_tariff(f, &blocks, 0);
    (void)esme_fixture_do(f, "ECS30a", &monthly);
    alb_time april = esme_fixture_time("2026-04-01T00:00:00Z");
    assert_int_equal(esme_fixture_pass_to(f, esme_fixture_now(f) + 1000), april);
    assert_int_equal(esme_fixture_pass_to(f, april), esme_fixture_time("2026-05-01T00:00:00Z"));
    assert_int_equal(f->n_sent, 1);
    answer alert = fixture_read(f, 0);
    assert_int_equal(alert.message.header.message_code, 0x0061);
    assert_int_equal(alert.verdict.signature, GBCS_CHECK_OK);
    assert_int_equal(esme_fixture_number(&alert, "Timestamp"), alb_time_to_2000(april));
    uint64_t import = device_import_register(PLAIN(f->meter.id), april);
    assert_int_equal(esme_fixture_number(&alert, "ActiveImport"), import);
    answer a = esme_fixture_do(f, "ECS17e", NULL);
    assert_int_equal(nth(&a, "Value", 8), 0);
    /* Nobody calls for two months: two bills, each with its own figures, and twelve are kept. */
    (void)esme_fixture_pass_to(f, esme_fixture_time("2026-06-10T00:00:00Z"));
    assert_int_equal(f->n_sent, 2);
    alert = fixture_read(f, 0);
    alb_time may = esme_fixture_time("2026-05-01T00:00:00Z");
    assert_int_equal(esme_fixture_number(&alert, "ActiveImport"),
                     device_import_register(PLAIN(f->meter.id), may));
    (void)esme_fixture_pass_to(f, esme_fixture_time("2027-08-01T00:00:00Z"));
    leaves range = dates(f, april, esme_fixture_now(f), 2);
    a = esme_fixture_do(f, "ECS20c", &range);
    assert_int_equal(nth(&a, "Timestamp", 0), alb_time_to_2000(esme_fixture_time("2026-09-01T00:00:00Z")));
    assert_int_equal(nth(&a, "Timestamp", 11), alb_time_to_2000(esme_fixture_time("2027-08-01T00:00:00Z")));
    assert_int_equal(nth(&a, "Timestamp", 12), nth(&a, "Timestamp", 0)); /* of the balances */
    esme_fixture_restart(f);
}

static void daily_reads_follow_the_tariff(void **state)
{
    fixture *f = *state;
    alb_time start = esme_fixture_now(f);
    alb_time midnight = start - start % ALB_DAYS(1);
    leaves range = dates(f, midnight - ALB_DAYS(40), midnight + ALB_DAYS(40), 1);
    answer unchanged = esme_fixture_do(f, "ECS21a", &range);
    esme_fixture_tariff(f, &economy_7, 0);
    answer changed = esme_fixture_do(f, "ECS21a", &range);
    for (size_t i = 0; i < 31; i++) {
        uint64_t import = nth(&changed, "ActiveImport", i);
        assert_int_equal(import, nth(&unchanged, "ActiveImport", i));
        assert_int_equal(import, nth(&changed, "TOU", i * 80));
        assert_int_equal(import,
                         device_import_register(PLAIN(f->meter.id), midnight - ALB_DAYS(30 - (alb_time)i)));
    }
    (void)esme_fixture_pass_to(f, midnight + ALB_DAYS(2) + ALB_HOURS(9));
    range = dates(f, midnight + ALB_DAYS(2), midnight + ALB_DAYS(2), 1);
    answer a = esme_fixture_do(f, "ECS21a", &range);
    alb_time night = midnight + ALB_DAYS(1);
    alb_time late = esme_fixture_offset(f);
    assert_int_equal(nth(&a, "TOU", 1),
                     taken(f, night + ALB_MINUTES(30) + late, night + ALB_MINUTES(450) + late));
    assert_int_equal(nth(&a, "TOU", 0) + nth(&a, "TOU", 1), nth(&a, "ActiveImport", 0));
    a = esme_fixture_do(f, "ECS21b", &range);
    assert_true((int32_t)esme_fixture_number(&a, "MeterBalance") < 0);
}

/* --- maximum demand --- */

static uint64_t highest(const fixture *f, alb_time from, alb_time to, uint64_t *end)
{
    uint64_t most = 0;
    for (alb_time t = from; t + ALB_MINUTES(30) <= to; t += ALB_MINUTES(30)) {
        uint64_t watts = 2 * (uint64_t)device_import_half_hour(PLAIN(f->meter.id), t);
        if (watts > most) {
            most = watts;
            *end = alb_time_to_2000(t + ALB_MINUTES(30));
        }
    }
    return most;
}

static void demand_is_the_highest_half_hour(void **state)
{
    fixture *f = *state;
    uint64_t when = 0;
    alb_time march = esme_fixture_time("2026-03-01T00:00:00Z");
    uint64_t most = highest(f, march, esme_fixture_now(f), &when);
    answer a = esme_fixture_do_as(f, &f->network_operator, "ECS18b", NULL);
    assert_int_equal(esme_fixture_number(&a, "MaximumDemandActivePowerImport"), most);
    assert_null(f->esme->esme); /* a read leaves nothing behind */
    ESME_VALUES(f, window);
    for (int i = 0; i < 2; i++) {
        static const uint8_t every_day = 0xfe;
        leaves_number(&window, (uint64_t)i);
        leaves_number(&window, (uint64_t)i + 1);
        esme_add_time(&window, i == 0 ? 16 : 19, 0);
        leaves_add(&window, 7, alb_span_of(&every_day, 1));
        leaves_add(&window, 0, alb_span_none());
        esme_add_date(&window, 0, 1, 0xff, 0xff);
        esme_add_date(&window, 0xffff, 0xff, 0xff, 0xff);
    }
    (void)esme_fixture_do_as(f, &f->network_operator, "ECS37", &window);
    (void)esme_fixture_do_as(f, &f->network_operator, "ECS57", NULL);
    alb_time reset = esme_fixture_now(f);
    alb_time from = reset - reset % ALB_MINUTES(30) + ALB_MINUTES(30);
    (void)esme_fixture_pass_to(f, reset + ALB_DAYS(5));
    a = esme_fixture_do_as(f, &f->network_operator, "ECS18b", NULL);
    most = highest(f, from, esme_fixture_now(f), &when);
    assert_true(esme_fixture_number(&a, "MaximumDemandActivePowerImport") >= most);
    uint64_t in_window = 0;
    for (int day = 0; day <= 5; day++) {
        alb_time four = reset - reset % ALB_DAYS(1) + ALB_DAYS(day) + ALB_HOURS(16);
        alb_time until = four + ALB_HOURS(3) < esme_fixture_now(f) ? four + ALB_HOURS(3) : four;
        uint64_t here = highest(f, four, until, &when);
        in_window = here > in_window ? here : in_window;
    }
    assert_int_equal(esme_fixture_number(&a, "MaximumDemandConfigurableTimeActivePowerImport"), in_window);
    uint32_t last = fixture_find(&a, 0, "MaximumDemandActivePowerImportLastReset");
    uint8_t expected[DATE_TIME];
    date_time_write(reset, expected);
    assert_true(alb_span_equal(a.tree.values[last].bytes, ALB_SPAN_OF(expected)));
}

/* Import is the sum of what the tariff's registers have (devices.md 19.5), of either element. */
static void a_twin_element_meter_counts_both(void **state)
{
    fixture *f = *state;
    f->esme->elements = 2;
    alb_time start = esme_fixture_now(f);
    esme_fixture_tariff(f, &economy_7, 0);
    ESME_VALUES(f, second);
    leaves_number(&second, (uint64_t)(int64_t)SCALE);
    leaves_number(&second, 2);
    for (uint8_t i = 1; i <= 2; i++) {
        leaves_copy(&second, alb_span_of(&i, 1));
        leaves_number(&second, i * 1000U);
    }
    esme_tariff evening = {.n_days = 1, .days = {{.n_switches = 2, .switches = {{0, 0, 201}, {18, 0, 202}}}}};
    esme_add_calendar(&second, &evening);
    leaves_number(&second, 0); /* special days */
    esme_add_when(&second, 0, 3);
    (void)esme_fixture_do(f, "ECS01c", &second);
    (void)esme_fixture_pass_to(f, start + ALB_DAYS(2));
    answer a = esme_fixture_do(f, "ECS17d", NULL);
    answer b = esme_fixture_do(f, "ECS17b", NULL);
    uint64_t primary = 0;
    uint64_t secondary = 0;
    for (size_t i = 0; i < 52; i++) {
        *(i < 48 ? &primary : &secondary) += nth(&a, "TOU", i);
    }
    assert_true(nth(&a, "TOU", 48) > 0 && nth(&a, "TOU", 49) > 0);
    assert_int_equal(primary, esme_fixture_number(&b, "ActiveImportRegister"));
    assert_int_equal(secondary, esme_fixture_number(&b, "SecondaryActiveImportRegister"));
    assert_int_equal(primary + secondary, device_import_register(PLAIN(f->meter.id), esme_fixture_now(f)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ESME_TEST(times_of_use_count_and_cost),
        ESME_TEST(blocks_count_up_to_their_thresholds),
        ESME_TEST(counters_are_reset_daily_where_it_is_set),
        ESME_TEST(a_dated_tariff_takes_force_at_its_time),
        ESME_TEST(prices_alone_can_change),
        ESME_TEST(the_randomised_offset_delays_the_tariff),
        ESME_TEST(a_tariff_must_be_whole),
        ESME_TEST(the_billing_calendar_makes_bills),
        ESME_TEST(daily_reads_follow_the_tariff),
        ESME_TEST(demand_is_the_highest_half_hour),
        ESME_TEST(a_twin_element_meter_counts_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
