/* What runs when: schedules and execution times (devices.md 4.6, 8.6, 9.9). */
#include "execution_times.h"
#include "schedule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ANY = 0xff, START = 32, STOP = 33, WORKDAYS = 0xf8, WEEKEND = 0x06, NO_DAY = 0 };

static alb_time at(const char *text)
{
    alb_time t;
    assert_true(alb_time_parse(alb_span_str(text), &t));
    return t;
}

static void add_date(leaves *l, uint16_t year, uint8_t month, uint8_t day, uint8_t weekday)
{
    uint8_t octets[5] = {(uint8_t)(year >> 8), (uint8_t)year, month, day, weekday};
    leaves_copy(l, ALB_SPAN_OF(octets));
}

static void add_time(leaves *l, uint8_t hour, uint8_t minute)
{
    uint8_t octets[4] = {hour, minute, 0, 0};
    leaves_copy(l, ALB_SPAN_OF(octets));
}

/* An entry for all of the year 2026 on. */
static void add_entry(leaves *l, uint16_t script, uint8_t hour, uint8_t weekdays, uint8_t specials)
{
    l->items[0].number++;
    leaves_number(l, l->items[0].number);
    leaves_number(l, script);
    add_time(l, hour, 0);
    leaves_add(l, 7, alb_arena_copy(l->arena, alb_span_of(&weekdays, 1)));
    leaves_add(l, 2, alb_arena_copy(l->arena, alb_span_of(&specials, 1)));
    add_date(l, 2026, 1, 1, ANY);
    add_date(l, CALENDAR_ANY_YEAR, ANY, ANY, ANY);
}

/* From 16:00 to 10:00 on workdays, all weekend; 1 May is a weekend too. */
static void friendly_hours(schedule *s, alb_arena *arena)
{
    leaves entries;
    leaves days;
    leaves_init(&entries, arena);
    leaves_init(&days, arena);
    leaves_number(&entries, 0);
    add_entry(&entries, STOP, 10, WORKDAYS, NO_DAY);
    add_entry(&entries, START, 16, WORKDAYS, NO_DAY);
    add_entry(&entries, START, 10, WEEKEND, 0x40); /* the second of the special days */
    leaves_number(&days, 2);
    leaves_number(&days, 1);
    add_date(&days, CALENDAR_ANY_YEAR, 12, 25, ANY);
    leaves_number(&days, 1);
    leaves_number(&days, 2);
    add_date(&days, CALENDAR_ANY_YEAR, 5, 1, ANY);
    leaves_number(&days, 1);
    schedule_init(s, &entries, &days);
}

static uint16_t script_at(const schedule *s, const char *text)
{
    uint16_t script = 0;
    return schedule_last(s, at(text), NULL, NULL, &script) ? script : 0;
}

static bool is_stop(uint16_t script, const void *ctx)
{
    (void)ctx;
    return script == STOP;
}

static void the_last_run_counts(void **state)
{
    alb_arena *arena = *state;
    schedule s;
    friendly_hours(&s, arena);
    assert_int_equal(script_at(&s, "2025-12-31T23:00:00Z"), 0);     /* before its time */
    assert_int_equal(script_at(&s, "2026-03-04T09:59:59Z"), START); /* since the day before */
    assert_int_equal(script_at(&s, "2026-03-04T10:00:00Z"), STOP);
    assert_int_equal(script_at(&s, "2026-03-04T16:00:00Z"), START);
    assert_int_equal(script_at(&s, "2026-03-07T12:00:00Z"), START); /* a Saturday */
    assert_int_equal(script_at(&s, "2026-03-09T12:00:00Z"), STOP);
    /* On a special Friday both run at ten: the later entry wins. */
    assert_int_equal(script_at(&s, "2026-05-01T12:00:00Z"), START);
    assert_int_equal(script_at(&s, "2026-12-25T12:00:00Z"), STOP); /* special, but not of this entry */
    uint16_t script;
    assert_true(schedule_last(&s, at("2026-03-07T12:00:00Z"), is_stop, NULL, &script));
    assert_int_equal(script, STOP);
}

static void the_next_run_is_found(void **state)
{
    alb_arena *arena = *state;
    static const schedule none;
    schedule s;
    friendly_hours(&s, arena);
    assert_int_equal(schedule_next(&s, at("2026-03-04T10:00:00Z")), at("2026-03-04T16:00:00Z"));
    assert_int_equal(schedule_next(&s, at("2026-03-06T16:00:00Z")), at("2026-03-07T10:00:00Z"));
    assert_int_equal(schedule_next(&s, at("2025-12-01T00:00:00Z")), at("2026-01-01T10:00:00Z"));
    assert_int_equal(schedule_next(&none, at("2026-03-04T10:00:00Z")), INT64_MAX);
}

/* Quarters, last days of months, one day of the week. */
static void billing_has_its_times(void **state)
{
    alb_arena *arena = *state;
    execution_times times;
    leaves l;
    leaves_init(&l, arena);
    leaves_number(&l, 2);
    add_time(&l, 1, 30);
    add_date(&l, CALENDAR_ANY_YEAR, 3, 31, ANY);
    add_time(&l, ANY, 0); /* not specified: midnight */
    add_date(&l, CALENDAR_ANY_YEAR, ANY, CALENDAR_LAST_OF_MONTH, ANY);
    execution_times_init(&times, &l);
    assert_int_equal(times.count, 2);
    assert_int_equal(execution_times_next(&times, at("2026-03-04T00:00:00Z")), at("2026-03-31T00:00:00Z"));
    assert_int_equal(execution_times_next(&times, at("2026-03-31T00:00:00Z")), at("2026-03-31T01:30:00Z"));
    assert_int_equal(execution_times_next(&times, at("2026-03-31T01:30:00Z")), at("2026-04-30T00:00:00Z"));
    leaves_init(&l, arena);
    leaves_number(&l, 1);
    add_time(&l, 0, 0);
    add_date(&l, CALENDAR_ANY_YEAR, ANY, ANY, 1);
    execution_times_init(&times, &l);
    assert_int_equal(execution_times_next(&times, at("2026-03-04T00:00:00Z")), at("2026-03-09T00:00:00Z"));
    leaves_init(&l, arena);
    leaves_number(&l, 1);
    add_time(&l, 0, 0);
    add_date(&l, 2020, 1, 1, ANY); /* it is over */
    execution_times_init(&times, &l);
    assert_int_equal(execution_times_next(&times, at("2026-03-04T00:00:00Z")), ALB_TIME_NONE);
}

static int set_up(void **state)
{
    *state = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    alb_arena_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_last_run_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_next_run_is_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(billing_has_its_times, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
