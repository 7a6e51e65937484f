#include "esme_schedule.h"

enum { WEEK = 7, DAY_SECONDS = 86400, FOUR_YEARS = 1462 };

/* As one number, what is not specified taken from `otherwise`. */
static int32_t ordinal(const calendar_date *date, int year, int month, int day)
{
    int y = date->year == CALENDAR_ANY_YEAR ? year : date->year;
    int m = date->month == CALENDAR_ANY ? month : date->month;
    int d = date->day == CALENDAR_ANY ? day : date->day;
    return (int32_t)(y * 10000 + m * 100 + d);
}

static bool is_special(const esme_schedule *s, const esme_schedule_entry *e, alb_time t)
{
    for (uint8_t i = 0; i < s->n_special_days; i++) {
        if ((e->specials >> i & 1) && calendar_date_is(&s->special_days[i], t)) {
            return true;
        }
    }
    return false;
}

static bool runs_on(const esme_schedule *s, const esme_schedule_entry *e, alb_time t)
{
    alb_date_time d = alb_time_split(t);
    int32_t today = d.year * 10000 + d.month * 100 + d.day;
    bool in_range = ordinal(&e->begin, d.year, 1, 1) <= today && today <= ordinal(&e->end, d.year, 12, 31);
    bool on_weekday = (e->weekdays >> (d.weekday - 1) & 1) != 0;
    return in_range && (on_weekday || is_special(s, e, t));
}

uint16_t esme_schedule_script(const esme_schedule *s, alb_time t)
{
    uint32_t second = (uint32_t)(t % ALB_DAYS(1) / 1000);
    alb_time day = t - t % ALB_DAYS(1);
    for (int back = 0; s->n_entries > 0 && back <= WEEK; back++) {
        const esme_schedule_entry *last = NULL;
        for (uint8_t i = 0; i < s->n_entries; i++) {
            const esme_schedule_entry *e = &s->entries[i];
            if (e->second <= second && (!last || e->second >= last->second) && runs_on(s, e, day)) {
                last = e;
            }
        }
        if (last) {
            return last->script;
        }
        day -= ALB_DAYS(1);
        second = DAY_SECONDS;
    }
    return 0;
}

alb_time esme_schedule_next(const esme_schedule *s, alb_time t)
{
    alb_time day = t - t % ALB_DAYS(1);
    alb_time next = day + ALB_DAYS(1);
    for (uint8_t i = 0; i < s->n_entries; i++) {
        alb_time at = day + ALB_SECONDS(s->entries[i].second);
        next = at > t && at < next ? at : next;
    }
    return next;
}

static alb_time next_of(const execution_time *e, alb_time t)
{
    alb_time day = t - t % ALB_DAYS(1);
    for (int n = 0; n < FOUR_YEARS; n++, day += ALB_DAYS(1)) {
        alb_time at = day + ALB_SECONDS(e->second);
        if (at > t && calendar_date_is(&e->date, day)) {
            return at;
        }
    }
    return ALB_TIME_NONE;
}

alb_time execution_times_next(const execution_times *times, alb_time t)
{
    alb_time next = ALB_TIME_NONE;
    for (uint8_t i = 0; i < times->count; i++) {
        alb_time at = next_of(&times->items[i], t);
        if (at != ALB_TIME_NONE && (next == ALB_TIME_NONE || at < next)) {
            next = at;
        }
    }
    return next;
}

bool esme_read_date(alb_span octets, calendar_date *out)
{
    alb_rd r = alb_rd_init(octets);
    out->year = alb_rd_be16(&r);
    out->month = alb_rd_u8(&r);
    out->day = alb_rd_u8(&r);
    out->weekday = alb_rd_u8(&r);
    return alb_rd_end(&r) == ALB_OK;
}

bool esme_read_time(alb_span octets, uint32_t *second)
{
    alb_rd r = alb_rd_init(octets);
    uint8_t part[3];
    for (size_t i = 0; i < sizeof part; i++) {
        part[i] = alb_rd_u8(&r);
        part[i] = part[i] == CALENDAR_ANY ? 0 : part[i];
    }
    (void)alb_rd_u8(&r); /* hundredths */
    *second = part[0] * 3600U + part[1] * 60U + part[2];
    return alb_rd_end(&r) == ALB_OK && part[0] < 24 && part[1] < 60 && part[2] < 60;
}
