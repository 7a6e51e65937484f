#include "calendar.h"

enum { WEEK = 7 };

static int days_in_month(const alb_date_time *d)
{
    int next_year = d->month == 12 ? d->year + 1 : d->year;
    int next_month = d->month == 12 ? 1 : d->month + 1;
    return (int)(alb_days_from_civil(next_year, next_month, 1) - alb_days_from_civil(d->year, d->month, 1));
}

static bool day_is(uint8_t day, const alb_date_time *d)
{
    switch (day) {
    case CALENDAR_ANY:
        return true;
    case CALENDAR_LAST_OF_MONTH:
        return d->day == days_in_month(d);
    case CALENDAR_LAST_BUT_ONE:
        return d->day == days_in_month(d) - 1;
    default:
        return day == d->day;
    }
}

bool calendar_date_is(const calendar_date *date, const alb_date_time *d)
{
    return (date->year == CALENDAR_ANY_YEAR || date->year == d->year) &&
           (date->month == CALENDAR_ANY || date->month == d->month) && day_is(date->day, d) &&
           (date->weekday == CALENDAR_ANY || date->weekday == d->weekday);
}

bool calendar_read_date(alb_span octets, calendar_date *out)
{
    alb_rd r = alb_rd_init(octets);
    out->year = alb_rd_be16(&r);
    out->month = alb_rd_u8(&r);
    out->day = alb_rd_u8(&r);
    out->weekday = alb_rd_u8(&r);
    return alb_rd_end(&r) == ALB_OK;
}

bool calendar_read_time(alb_span octets, uint32_t *second)
{
    alb_rd r = alb_rd_init(octets);
    uint8_t hour = alb_rd_u8(&r);
    uint8_t minute = alb_rd_u8(&r);
    uint8_t of_minute = alb_rd_u8(&r);
    (void)alb_rd_u8(&r); /* hundredths */
    *second = hour * 3600U + minute * 60U + of_minute;
    return alb_rd_end(&r) == ALB_OK && hour < 24 && minute < 60 && of_minute < 60;
}

/* How a season's start lies in the year, month before day; of any year where it names none. */
static int start_in_year(const calendar_date *date)
{
    return (date->month == CALENDAR_ANY ? 0 : date->month * 100) +
           (date->day == CALENDAR_ANY ? 0 : date->day);
}

/* The season that began last: one of this year, else the last one of the year before. */
static const calendar_entry *season_at(const calendar *c, const alb_date_time *day)
{
    const calendar_entry *begun = NULL;
    const calendar_entry *last = NULL;
    int today = day->month * 100 + day->day;
    for (uint8_t i = 0; i < c->n_seasons; i++) {
        const calendar_entry *s = &c->seasons[i];
        bool of_later_year = s->date.year != CALENDAR_ANY_YEAR && s->date.year > day->year;
        int start = start_in_year(&s->date);
        if (of_later_year) {
            continue;
        }
        if (start <= today && (!begun || start >= start_in_year(&begun->date))) {
            begun = s;
        }
        if (!last || start >= start_in_year(&last->date)) {
            last = s;
        }
    }
    return begun ? begun : last;
}

static const calendar_day *day_by_id(const calendar *c, uint8_t id)
{
    for (uint8_t i = 0; i < c->n_days; i++) {
        if (c->days[i].id == id) {
            return &c->days[i];
        }
    }
    return NULL;
}

/* Special days come before the week of the season. */
static const calendar_day *day_at(const calendar *c, alb_time t)
{
    alb_date_time day = alb_time_split(t);
    for (uint8_t i = 0; i < c->n_special_days; i++) {
        if (calendar_date_is(&c->special_days[i].date, &day)) {
            return day_by_id(c, c->special_days[i].id);
        }
    }
    const calendar_entry *season = season_at(c, &day);
    for (uint8_t i = 0; season && i < c->n_weeks; i++) {
        if (c->weeks[i].id == season->id) {
            return day_by_id(c, c->weeks[i].days[day.weekday - 1]);
        }
    }
    return NULL;
}

uint16_t calendar_value(const calendar *c, alb_time t, uint16_t otherwise)
{
    for (int back = 0; c->n_days > 0 && back <= WEEK; back++) {
        const calendar_day *day = day_at(c, t);
        uint32_t second = (uint32_t)(t % ALB_DAYS(1) / 1000);
        for (uint8_t i = day ? day->n_switches : 0; i > 0; i--) {
            if (day->switches[i - 1].second <= second) {
                return day->switches[i - 1].value;
            }
        }
        t = t - t % ALB_DAYS(1) - 1; /* the end of the day before */
    }
    return otherwise;
}

alb_time calendar_next(const calendar *c, alb_time t)
{
    alb_time midnight = t - t % ALB_DAYS(1);
    const calendar_day *day = c->n_days > 0 ? day_at(c, t) : NULL;
    for (uint8_t i = 0; day && i < day->n_switches; i++) {
        alb_time at = midnight + ALB_SECONDS(day->switches[i].second);
        if (at > t) {
            return at;
        }
    }
    return midnight + ALB_DAYS(1);
}

bool calendar_is_daily(const calendar *c)
{
    for (uint8_t i = 0; i < c->n_days; i++) {
        if (c->days[i].n_switches > 1 || (c->days[i].n_switches == 1 && c->days[i].switches[0].second != 0)) {
            return false;
        }
    }
    return true;
}
