/* Which tier, or whether friendly credit, by season, week, day and special day (devices.md 4.6). */
#include "calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ANY = 0xff, WEEKDAYS = 1, WEEKENDS = 2, HOLIDAYS = 3, WINTER = 1, SUMMER = 2 };

/* Tier 1 on weekdays, 2 on weekends, 3 on Christmas; in summer tier 2 all days. */
static const calendar by_tier = {
    .n_days = 3,
    .days = {{.id = WEEKDAYS, .n_switches = 1, .switches = {{0, 1}}},
             {.id = WEEKENDS, .n_switches = 1, .switches = {{0, 2}}},
             {.id = HOLIDAYS, .n_switches = 1, .switches = {{0, 3}}}},
    .n_weeks = 2,
    .weeks = {{.id = WINTER, .days = {1, 1, 1, 1, 1, 2, 2}}, {.id = SUMMER, .days = {2, 2, 2, 2, 2, 2, 2}}},
    .n_seasons = 2,
    .seasons = {{.date = {CALENDAR_ANY_YEAR, 4, 1, ANY}, .id = SUMMER},
                {.date = {CALENDAR_ANY_YEAR, 10, 1, ANY}, .id = WINTER}},
    .n_special_days = 1,
    .special_days = {{.date = {CALENDAR_ANY_YEAR, 12, 25, ANY}, .id = HOLIDAYS}},
};

/* From four in the afternoon to ten in the morning. */
static const calendar friendly = {
    .n_days = 1,
    .days = {{.id = 1, .n_switches = 3, .switches = {{0, 1}, {36000, 0}, {57600, 1}}}},
    .n_weeks = 1,
    .weeks = {{.id = 1, .days = {1, 1, 1, 1, 1, 1, 1}}},
    .n_seasons = 1,
    .seasons = {{.date = {CALENDAR_ANY_YEAR, 1, 1, ANY}, .id = 1}},
};

static uint16_t value_at(const calendar *c, const char *text)
{
    alb_time t;
    assert_true(alb_time_parse(alb_span_str(text), &t));
    return calendar_value(c, t, 9);
}

static void weekdays_and_weekends(void **state)
{
    (void)state;
    assert_int_equal(value_at(&by_tier, "2026-11-25T12:00:00Z"), 1); /* a Wednesday */
    assert_int_equal(value_at(&by_tier, "2026-11-28T00:00:00Z"), 2);
    assert_int_equal(value_at(&by_tier, "2026-11-27T23:59:59Z"), 1);
}

static void a_season_lasts_until_the_next(void **state)
{
    (void)state;
    assert_int_equal(value_at(&by_tier, "2026-06-03T12:00:00Z"), 2);
    assert_int_equal(value_at(&by_tier, "2026-09-30T12:00:00Z"), 2);
    assert_int_equal(value_at(&by_tier, "2026-10-01T00:00:00Z"), 1);
    assert_int_equal(value_at(&by_tier, "2027-01-06T12:00:00Z"), 1); /* of the year before */
    assert_int_equal(value_at(&by_tier, "2027-03-31T12:00:00Z"), 1);
}

static void special_days_come_first(void **state)
{
    (void)state;
    assert_int_equal(value_at(&by_tier, "2026-12-25T08:00:00Z"), 3);
    assert_int_equal(value_at(&by_tier, "2026-12-26T00:00:00Z"), 2);
}

static void friendly_credit_has_hours(void **state)
{
    (void)state;
    assert_int_equal(value_at(&friendly, "2026-12-26T09:59:59Z"), 1);
    assert_int_equal(value_at(&friendly, "2026-12-26T10:00:00Z"), 0);
    assert_int_equal(value_at(&friendly, "2026-12-26T16:00:00Z"), 1);
}

/* Before the first switch of a day that of the day before goes on. */
static void a_day_goes_on_into_the_next(void **state)
{
    static const calendar by_night = {
        .n_days = 2,
        .days = {{.id = 1, .n_switches = 2, .switches = {{1800, 2}, {27000, 1}}}, {.id = 2}},
        .n_weeks = 1,
        .weeks = {{.id = 1, .days = {1, 1, 1, 1, 1, 2, 1}}},
        .n_seasons = 1,
        .seasons = {{.date = {CALENDAR_ANY_YEAR, 1, 1, ANY}, .id = 1}},
    };
    alb_time t;
    (void)state;
    assert_int_equal(value_at(&by_night, "2026-11-25T00:29:59Z"), 1);
    assert_int_equal(value_at(&by_night, "2026-11-25T00:30:00Z"), 2);
    assert_int_equal(value_at(&by_night, "2026-11-28T23:00:00Z"), 1); /* a Saturday without switches */
    assert_true(alb_time_parse(ALB_LIT("2026-11-25T00:30:00Z"), &t));
    assert_int_equal(calendar_next(&by_night, t - 1), t);
    assert_int_equal(calendar_next(&by_night, t), t + ALB_HOURS(7));
    assert_int_equal(calendar_next(&by_night, t + ALB_HOURS(7)), t + ALB_MINUTES(1410));
}

static void a_month_has_a_last_day(void **state)
{
    const calendar_date last = {CALENDAR_ANY_YEAR, ANY, 0xfe, ANY};
    const calendar_date before = {CALENDAR_ANY_YEAR, ANY, 0xfd, ANY};
    alb_time t;
    (void)state;
    assert_true(alb_time_parse(ALB_LIT("2028-02-29T12:00:00Z"), &t));
    alb_date_time day = alb_time_split(t);
    alb_date_time day_before = alb_time_split(t - ALB_DAYS(1));
    assert_true(calendar_date_is(&last, &day));
    assert_false(calendar_date_is(&before, &day));
    assert_true(calendar_date_is(&before, &day_before));
}

static void no_calendar_says_nothing(void **state)
{
    static const calendar none;
    (void)state;
    assert_int_equal(value_at(&none, "2026-12-26T16:00:00Z"), 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weekdays_and_weekends),       cmocka_unit_test(a_season_lasts_until_the_next),
        cmocka_unit_test(special_days_come_first),     cmocka_unit_test(friendly_credit_has_hours),
        cmocka_unit_test(a_day_goes_on_into_the_next), cmocka_unit_test(a_month_has_a_last_day),
        cmocka_unit_test(no_calendar_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
