#include "gas_calendar.h"

enum { ANY = 0xff, YEAR_BASE = 1900 };

/* Does the date stand for that day? */
static bool falls_on(const gas_calendar_date *date, const alb_date_time *day)
{
    const int fields[GAS_CALENDAR_DATE] = {day->year - YEAR_BASE, day->month, day->day, day->weekday};
    for (size_t i = 0; i < GAS_CALENDAR_DATE; i++) {
        if (date->octets[i] != ANY && date->octets[i] != fields[i]) {
            return false;
        }
    }
    return true;
}

/* How a season's start lies in the year, month before day; of any year where it names none. */
static int start_in_year(const gas_calendar_date *date)
{
    return (date->octets[1] == ANY ? 0 : date->octets[1] * 100) +
           (date->octets[2] == ANY ? 0 : date->octets[2]);
}

/* The season that began last: one of this year, else the last one of the year before. */
static const gas_calendar_entry *season_at(const gas_calendar *c, const alb_date_time *day)
{
    const gas_calendar_entry *begun = NULL;
    const gas_calendar_entry *last = NULL;
    int today = day->month * 100 + day->day;
    for (uint8_t i = 0; i < c->n_seasons; i++) {
        const gas_calendar_entry *s = &c->seasons[i];
        bool of_later_year = s->date.octets[0] != ANY && s->date.octets[0] > day->year - YEAR_BASE;
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

static const gas_calendar_day *day_by_id(const gas_calendar *c, uint8_t id)
{
    for (uint8_t i = 0; i < c->n_days; i++) {
        if (c->days[i].id == id) {
            return &c->days[i];
        }
    }
    return NULL;
}

/* Special days come before the week of the season. */
static const gas_calendar_day *day_at(const gas_calendar *c, const alb_date_time *day)
{
    for (uint8_t i = 0; i < c->n_special_days; i++) {
        if (falls_on(&c->special_days[i].date, day)) {
            return day_by_id(c, c->special_days[i].id);
        }
    }
    const gas_calendar_entry *season = season_at(c, day);
    for (uint8_t i = 0; season && i < c->n_weeks; i++) {
        if (c->weeks[i].id == season->id) {
            return day_by_id(c, c->weeks[i].days[day->weekday - 1]);
        }
    }
    return NULL;
}

uint8_t gas_calendar_value(const gas_calendar *c, alb_time t, uint8_t otherwise)
{
    alb_date_time at = alb_time_split(t);
    const gas_calendar_day *day = day_at(c, &at);
    uint8_t value = otherwise;
    int minute = at.hour * 60 + at.minute;
    for (uint8_t i = 0; day && i < day->n_switches; i++) {
        if (day->switches[i].minute <= minute) {
            value = day->switches[i].value;
        }
    }
    return value;
}

bool gas_calendar_is_daily(const gas_calendar *c)
{
    for (uint8_t i = 0; i < c->n_days; i++) {
        if (c->days[i].n_switches > 1 || (c->days[i].n_switches == 1 && c->days[i].switches[0].minute != 0)) {
            return false;
        }
    }
    return true;
}
