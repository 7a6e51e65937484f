/* A device's own clock: how it runs off, is compared, told of and set (devices.md 8.1). */
#include "esme_fixture.h"
#include "gas_fixture.h"
#include "own_clock.h"

#include "property.h"

/* Whatever rate was ordered when, and set when, the clock never goes back but when it is set, is where it
 * should be within its tolerance or known to be wrong, and shows a time when it is due. */
static void a_clock_is_near_or_known_to_be_wrong(void **state)
{
    (void)state;
    property p = {1};
    for (int i = 0; i < 300; i++) {
        alb_eui64 id = alb_eui64_of(property_next(&p));
        own_clock c = {.is_ordered = false};
        alb_time hub = ALB_TIME_2000 + ALB_DAYS(9000) + (alb_time)property_below(&p, 86400000);
        alb_time shown = 0;
        for (int step = 0; step < 200; step++) {
            unsigned what = (unsigned)property_below(&p, 40);
            if (what == 0) {
                own_clock_order(&c, id, (int32_t)property_below(&p, 600) - 300, hub);
            } else if (what == 1) {
                own_clock_set(&c, hub);
                shown = 0;
            }
            hub += (alb_time)property_below(&p, 7200000);
            alb_time now = own_clock_shows(&c, id, hub);
            int64_t offset = own_clock_offset(&c, id, hub);
            assert_true(now >= shown);
            shown = now;
            bool is_near = offset <= ALB_SECONDS(26) && offset >= -ALB_SECONDS(26); /* a day at 300 ppm */
            assert_true(is_near || hub >= own_clock_fails(&c, id));
            alb_time due = now + ALB_SECONDS((alb_time)property_below(&p, 100000));
            alb_time at = own_clock_hub(&c, id, due);
            assert_true(own_clock_shows(&c, id, at) >= due);
            assert_true(own_clock_shows(&c, id, at - 5) < due || due % 1000 != 0);
        }
    }
}

/* By itself a clock loses or gains no half second a day, and is not found out. */
static void clocks_differ_by_little(void **state)
{
    (void)state;
    property p = {2};
    int64_t most = 0;
    int off = 0;
    for (int i = 0; i < 1000; i++) {
        alb_eui64 id = alb_eui64_of(property_next(&p));
        own_clock c = {.is_ordered = false};
        alb_time hub = ALB_TIME_2000 + ALB_DAYS(9000) + (alb_time)property_below(&p, UINT64_C(8640000000));
        int64_t offset = own_clock_offset(&c, id, hub);
        offset = offset < 0 ? -offset : offset;
        most = offset > most ? offset : most;
        off += offset > 100;
        assert_int_equal(own_clock_shows(&c, id, hub), hub / 1000 * 1000);
        assert_int_equal(own_clock_fails(&c, id), INT64_MAX);
    }
    assert_in_range(most, 300, 500);
    assert_in_range(off, 300, 800);
}

static leaves window(fixture *f, alb_time from, alb_time to)
{
    ESME_VALUES(f, l);
    leaves_date_time(&l, from);
    leaves_date_time(&l, to);
    return l;
}

static answer set_clock(fixture *f, alb_time from, alb_time to)
{
    leaves l = window(f, from, to);
    return esme_fixture_do(f, "ECS70", &l);
}

static alb_time time_of(const answer *a)
{
    alb_time t;
    uint32_t at = fixture_find(a, 0, "Time");
    assert_int_not_equal(at, UINT32_MAX);
    assert_true(date_time_read(a->tree.values[at].bytes, &t));
    return t;
}

/* 300 ppm are 26 seconds a day: found at the second comparison at the latest, told once, and mended by 6.11
 * alone. */
static void a_clock_that_runs_off_is_told_and_set(void **state)
{
    fixture *f = *state;
    alb_time start = alb_now(&f->clock.clock);
    assert_non_null(esme_own(f->esme, start)); /* it counts for itself */
    assert_true(device_order_drift(f->esme, 300));
    size_t told = 0;
    for (alb_time t = start; t <= start + ALB_DAYS(10); t += ALB_HOURS(1)) {
        (void)esme_fixture_pass_to(f, t);
        told += esme_fixture_alerts(f, 0x8f0c);
    }
    assert_int_equal(told, 1);
    assert_true(esme_fixture_logged(&f->esme->security, 0x8f0c));
    int64_t offset = device_clock_offset(f->esme);
    assert_in_range(offset, 9 * 25000, 10 * 26000);
    /* A supplier who is wrong about the time changes nothing. */
    alb_time hub = alb_now(&f->clock.clock);
    f->n_sent = 0;
    answer a = set_clock(f, hub + ALB_MINUTES(5), hub + ALB_MINUTES(9));
    assert_int_equal(esme_fixture_number(&a, "TimeStatus"), 2);
    assert_int_equal(time_of(&a), (hub + offset) / 1000 * 1000);
    assert_true(esme_fixture_logged(&f->esme->events, 0x81c6));
    /* One who is right sets it back by four minutes, and no register goes back with it. */
    uint64_t before = esme_fixture_read(f, "ECS17b", "ActiveImportRegister");
    f->n_sent = 0;
    a = set_clock(f, hub - ALB_SECONDS(10), hub + ALB_SECONDS(10));
    assert_int_equal(esme_fixture_number(&a, "TimeStatus"), 0);
    assert_int_equal(time_of(&a), hub / 1000 * 1000);
    assert_true(esme_fixture_logged(&f->esme->events, 0x8145));
    assert_int_equal(device_clock_offset(f->esme), 0);
    f->n_sent = 0;
    assert_int_equal(esme_fixture_read(f, "ECS17b", "ActiveImportRegister"), before);
    uint64_t later = before;
    for (alb_time t = hub; t < hub + ALB_MINUTES(20); t += ALB_MINUTES(1)) {
        (void)esme_fixture_pass_to(f, t);
        f->n_sent = 0;
        uint64_t now = esme_fixture_read(f, "ECS17b", "ActiveImportRegister");
        assert_true(now >= later);
        later = now;
    }
    assert_true(later > before);
    /* What the tariff counted agrees. */
    answer tou = esme_fixture_do(f, "ECS17d", NULL);
    assert_int_equal(esme_fixture_number(&tou, "TOU"), later);
    /* The hardware is as bad as before: it is found again. */
    for (alb_time t = hub; t <= hub + ALB_DAYS(3); t += ALB_HOURS(1)) {
        (void)esme_fixture_pass_to(f, t);
        told += esme_fixture_alerts(f, 0x8f0c);
    }
    assert_int_equal(told, 2);
}

/* 100 ppm are less than ten seconds a day: it is brought back every day, and nobody hears of it. */
static void a_clock_that_is_near_is_brought_back(void **state)
{
    fixture *f = *state;
    alb_time start = alb_now(&f->clock.clock);
    assert_true(device_order_drift(f->esme, -100));
    for (alb_time t = start; t <= start + ALB_DAYS(10); t += ALB_MINUTES(10)) {
        (void)esme_fixture_pass_to(f, t);
        assert_int_equal(f->n_sent, 0);
        assert_true(device_clock_offset(f->esme) > -8700 && device_clock_offset(f->esme) <= 0);
    }
    assert_int_equal(f->esme->security.count, 0);
}

/* What is dated is done by the device's time, and the worker is told when that is by its own. */
static void a_slow_clock_is_late(void **state)
{
    fixture *f = *state;
    alb_time hub = alb_now(&f->clock.clock);
    assert_true(device_order_drift(f->esme, -100000)); /* a tenth */
    f->esme->own_clock.offset = -ALB_SECONDS(9);
    ESME_VALUES(f, l);
    leaves_number(&l, 1);
    leaves_number(&l, 5000);
    leaves_number(&l, 300);
    leaves_number(&l, 60);
    esme_add_when(&l, hub + ALB_SECONDS(90), 4);
    (void)esme_fixture_do(f, "ECS28a", &l);
    alb_time due = device_tick(f->esme, f->keys, &f->sink);
    assert_in_range(due, hub + ALB_SECONDS(110) - 10, hub + ALB_SECONDS(110) + 10);
    (void)esme_fixture_pass_to(f, due - 1000);
    assert_int_equal(esme_fixture_alerts(f, 0x8f66), 0);
    (void)esme_fixture_pass_to(f, due);
    assert_int_equal(esme_fixture_alerts(f, 0x8f66), 4);
}

/* GCS28 sets a gas meter's; its answers say whether its time can be relied on. */
static void a_gas_meter_says_whose_time_it_is(void **state)
{
    enum { STATUS = 11, OF_METER = 4, OF_PROXY = 0, UNRELIABLE = 2 };
    gas_fixture *g = *state;
    fixture *f = g->f;
    answer a = gas_fixture_ask(g, g->gsme, "GCS13a", NULL);
    assert_int_equal(a.message.header.date_time.len, DATE_TIME);
    assert_int_equal(a.message.header.date_time.ptr[STATUS], OF_METER);
    a = gas_fixture_ask(g, g->gpf, "GCS13a", NULL);
    assert_int_equal(a.message.header.date_time.ptr[STATUS], OF_PROXY);
    assert_false(device_order_drift(g->gpf, 300)); /* the hub's own */
    assert_false(device_order_drift(f->chf, 300));
    assert_true(device_order_drift(g->gsme, -300));
    size_t told = 0;
    for (int i = 0; i < 60; i++) {
        f->n_sent = 0;
        gas_fixture_pass(g, ALB_HOURS(1));
        told += gas_fixture_alerts(f, 0x8f0c);
    }
    assert_int_equal(told, 1);
    a = gas_fixture_ask(g, g->gsme, "GCS13a", NULL);
    assert_int_equal(a.message.header.date_time.ptr[STATUS], UNRELIABLE);
}

/* It is kept with the rest of the device. */
static void a_clock_survives_a_restart(void **state)
{
    fixture *f = *state;
    alb_buf saved;
    assert_true(device_order_drift(f->esme, 5000));
    (void)esme_fixture_pass_to(f, alb_now(&f->clock.clock) + ALB_DAYS(2));
    alb_buf_init(&saved, 1 << 16);
    assert_int_equal(device_save(f->esme, &saved, NULL), ALB_OK);
    device *other = fixture_device(f, &f->meter, CAT_DEVICE_ESME);
    assert_int_equal(device_restore(other, alb_buf_span(&saved), NULL), ALB_OK);
    assert_int_equal(device_clock_offset(other), device_clock_offset(f->esme));
    alb_buf_release(&saved);
    device_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clock_is_near_or_known_to_be_wrong),
        cmocka_unit_test(clocks_differ_by_little),
        ESME_TEST(a_clock_that_runs_off_is_told_and_set),
        ESME_TEST(a_clock_that_is_near_is_brought_back),
        ESME_TEST(a_slow_clock_is_late),
        ESME_TEST(a_clock_survives_a_restart),
        GAS_TEST(a_gas_meter_says_whose_time_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
