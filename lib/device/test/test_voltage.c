/* Voltage at a home, and what its meter makes of it (devices.md 8.10). */
#include "esme_fixture.h"

#include "property.h"

static const alb_eui64 home = {{0x20, 0, 0, 0, 0, 0, 0, 9}};

static void it_stays_within_what_is_allowed(void **state)
{
    static const voltage none;
    property p = {1};
    int64_t sum = 0;
    (void)state;
    for (int i = 0; i < 2000; i++) {
        alb_time t = ALB_TIME_2000 + ALB_DAYS(9000) + ALB_SECONDS(property_below(&p, 400 * 86400));
        alb_eui64 id = alb_eui64_of(property_next(&p));
        int32_t mv = voltage_at(&none, PLAIN(id), (uint8_t)property_below(&p, 3), t);
        assert_in_range(mv, 228000, 253000);
        assert_int_equal(mv, voltage_at(&none, PLAIN(id), 0, t) > 0 ? mv : 0);
        sum += mv;
    }
    assert_in_range(sum / 2000, 237000, 242000);
    /* Each phase has its own. */
    alb_time t = ALB_TIME_2000 + ALB_DAYS(9000);
    assert_int_not_equal(voltage_at(&none, PLAIN(home), 0, t), voltage_at(&none, PLAIN(home), 1, t));
}

static void a_mean_is_weighed_by_time(void **state)
{
    voltage v;
    alb_time t = ALB_TIME_2000 + ALB_DAYS(9000);
    (void)state;
    voltage_init(&v);
    int32_t plain = voltage_at(&v, PLAIN(home), 0, t);
    voltage_disturbance d = {
        .from = t + ALB_MINUTES(10), .to = t + ALB_MINUTES(20), .phase = VOLTAGE_PHASES, .millivolts = 30000};
    voltage_disturb(&v, &d);
    assert_int_equal(voltage_at(&v, PLAIN(home), 0, t + ALB_MINUTES(10)), plain + 30000);
    assert_int_equal(voltage_at(&v, PLAIN(home), 0, t + ALB_MINUTES(20)), plain);
    assert_int_equal(voltage_mean(&v, PLAIN(home), 0, t, t + ALB_MINUTES(30)), (plain + 10000 + 500) / 1000);
}

/* ECS29a: capture period, extremes, sag and swell with their periods, averages; counters begin anew. */
static void watch(fixture *f, uint32_t period, uint32_t over, uint32_t under)
{
    ESME_VALUES(f, v);
    static const uint32_t limits[] = {264, 10, 200, 10, 216, 30, 253, 30};
    leaves_number(&v, period);
    for (size_t i = 0; i < ALB_COUNT(limits); i++) {
        leaves_number(&v, limits[i]);
    }
    leaves_number(&v, over);
    leaves_number(&v, under);
    (void)esme_fixture_do_as(f, &f->network_operator, "ECS29a", &v);
}

static answer read_profile(fixture *f, alb_time from, alb_time to)
{
    ESME_VALUES(f, range);
    leaves_number(&range, alb_time_to_2000(from));
    leaves_number(&range, alb_time_to_2000(to));
    return esme_fixture_do_as(f, &f->network_operator, "ECS23", &range);
}

static void a_swell_begins_and_ends(void **state)
{
    fixture *f = *state;
    alb_time now = esme_fixture_now(f) / ALB_MINUTES(30) * ALB_MINUTES(30) + ALB_MINUTES(30);
    (void)esme_fixture_pass_to(f, now + ALB_MINUTES(5));
    watch(f, 1800, 260, 210);
    assert_int_equal(device_tick(f->esme, f->keys, &f->sink), INT64_MAX); /* nothing can happen */
    device_disturb_voltage(f->esme, 0, 20, ALB_MINUTES(5));
    alb_time begin = esme_fixture_now(f);
    assert_int_equal(esme_fixture_pass_to(f, begin), begin + ALB_SECONDS(30));
    (void)esme_fixture_pass_to(f, begin + ALB_SECONDS(29));
    assert_int_equal(f->n_sent, 0);
    (void)esme_fixture_pass_to(f, begin + ALB_SECONDS(30));
    assert_int_equal(esme_fixture_alerts(f, 0x8024), 1);
    esme_fixture_restart(f);
    (void)esme_fixture_pass_to(f, begin + ALB_MINUTES(5));
    assert_int_equal(f->n_sent, 0);
    (void)esme_fixture_pass_to(f, begin + ALB_MINUTES(5) + ALB_SECONDS(30));
    assert_int_equal(esme_fixture_alerts(f, 0x8091), 1);
    assert_true(esme_fixture_logged(&f->esme->power, 0x8024));
    assert_true(esme_fixture_logged(&f->esme->power, 0x8091));
}

static void extremes_are_events_of_their_own(void **state)
{
    fixture *f = *state;
    watch(f, 1800, 300, 100);
    device_disturb_voltage(f->esme, 1, 40, ALB_MINUTES(1));
    (void)esme_fixture_pass_to(f, esme_fixture_now(f) + ALB_MINUTES(2));
    assert_int_equal(esme_fixture_alerts(f, 0x8020) + esme_fixture_alerts(f, 0x8024), 2);
    assert_int_equal(esme_fixture_alerts(f, 0x808d) + esme_fixture_alerts(f, 0x8091), 2);
    device_disturb_voltage(f->esme, 0, -60, ALB_MINUTES(1));
    (void)esme_fixture_pass_to(f, esme_fixture_now(f) + ALB_MINUTES(2));
    assert_int_equal(esme_fixture_alerts(f, 0x8028) + esme_fixture_alerts(f, 0x802c), 2);
    assert_int_equal(esme_fixture_alerts(f, 0x8095) + esme_fixture_alerts(f, 0x8099), 2);
}

static void averages_are_logged_and_counted(void **state)
{
    fixture *f = *state;
    alb_time start = esme_fixture_now(f) / ALB_HOURS(1) * ALB_HOURS(1) + ALB_HOURS(1);
    (void)esme_fixture_pass_to(f, start);
    watch(f, 600, 252, 217);
    device_disturb_voltage(f->esme, 0, 18, ALB_MINUTES(20));
    (void)esme_fixture_pass_to(f, start + ALB_HOURS(1));
    assert_int_equal(esme_fixture_alerts(f, 0x8002), 1);
    assert_int_equal(esme_fixture_alerts(f, 0x8085), 1);
    device_disturb_voltage(f->esme, 0, -40, ALB_MINUTES(20));
    (void)esme_fixture_pass_to(f, start + ALB_HOURS(2));
    assert_int_equal(esme_fixture_alerts(f, 0x8006), 1);
    assert_int_equal(esme_fixture_alerts(f, 0x8089), 1);
    answer a = read_profile(f, start - ALB_HOURS(1), start + ALB_HOURS(3));
    assert_int_equal(esme_fixture_number(&a, "Phase1AverageRMSOverVoltageCounter"), 1);
    assert_int_equal(esme_fixture_number(&a, "Phase1AverageRMSUnderVoltageCounter"), 1);
    size_t rows = 0;
    for (uint32_t at = fixture_find(&a, 0, "Timestamp"); at != UINT32_MAX;
         at = fixture_find(&a, at + 1, "Timestamp"), rows++) {
        alb_time end = alb_time_from_2000((uint32_t)a.tree.values[at].number.u);
        assert_int_equal(end, start + ALB_MINUTES(10 * ((int)rows + 1))); /* since the period was set */
        uint64_t volts = a.tree.values[at + 1].number.u;
        bool is_high = rows < 2;
        bool is_low = rows == 6 || rows == 7;
        assert_true(is_high ? volts > 252 : is_low ? volts < 217 : volts >= 228 && volts <= 253);
    }
    assert_int_equal(rows, 12);
    (void)esme_fixture_do_as(f, &f->network_operator, "ECS29e", NULL);
    a = read_profile(f, start, start);
    assert_int_equal(esme_fixture_number(&a, "Phase1AverageRMSOverVoltageCounter"), 0);
}

/* A meter that nobody changed has its profile too, but for the time without power. */
static void an_outage_leaves_a_gap(void **state)
{
    fixture *f = *state;
    alb_time start = esme_fixture_now(f) / ALB_HOURS(1) * ALB_HOURS(1) + ALB_HOURS(1);
    (void)esme_fixture_pass_to(f, start + ALB_MINUTES(40));
    device_power(f->esme, f->keys, false, &f->sink);
    alb_clock_manual_set(&f->clock, start + ALB_MINUTES(70));
    device_power(f->esme, f->keys, true, &f->sink);
    (void)esme_fixture_pass_to(f, start + ALB_HOURS(2));
    answer a = read_profile(f, start, start + ALB_HOURS(2));
    uint32_t first = fixture_find(&a, 0, "Timestamp");
    uint32_t second = fixture_find(&a, first + 1, "Timestamp");
    uint32_t third = fixture_find(&a, second + 1, "Timestamp");
    assert_int_equal(a.tree.values[first].number.u, alb_time_to_2000(start));
    assert_int_equal(a.tree.values[second].number.u, alb_time_to_2000(start + ALB_MINUTES(30)));
    assert_int_equal(a.tree.values[third].number.u, alb_time_to_2000(start + ALB_HOURS(2)));
    assert_null(f->esme->esme);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_stays_within_what_is_allowed),
        cmocka_unit_test(a_mean_is_weighed_by_time),
        ESME_TEST(a_swell_begins_and_ends),
        ESME_TEST(extremes_are_events_of_their_own),
        ESME_TEST(averages_are_logged_and_counted),
        ESME_TEST(an_outage_leaves_a_gap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
