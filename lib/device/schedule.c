#include "schedule.h"

enum {
    ANY = 0xff,
    ANY_YEAR = 0xffff,
    LAST_OF_MONTH = 0xfe,
    LAST_BUT_ONE = 0xfd,
    DAYS_OF_A_YEAR = 366,
    MONTH = 100, /* dates as numbers: year, month, day */
    YEAR = 10000
};

/* Leaves of an entry and of a special day: what their types fix stands in none. */
enum { ENTRY_LEAVES = 7, SPECIAL_DAY_LEAVES = 3 };

void schedule_init(schedule *s, const leaves *entries, const leaves *special_days)
{
    *s = (schedule){.n_entries = 0};
    for (size_t at = 1; at + ENTRY_LEAVES <= entries->count && s->n_entries < SCHEDULE_ENTRIES;
         at += ENTRY_LEAVES) {
        const leaf *l = &entries->items[at]; /* index, script, time, weekdays, special days, begin, end */
        s->entries[s->n_entries++] = (schedule_entry){.script = (uint16_t)l[1].number,
                                                      .time = l[2].octets,
                                                      .weekdays = l[3].octets,
                                                      .special_days = l[4].octets,
                                                      .n_special_days = l[4].number,
                                                      .begin = l[5].octets,
                                                      .end = l[6].octets};
    }
    for (size_t at = 1;
         at + SPECIAL_DAY_LEAVES <= special_days->count && s->n_special_days < SCHEDULE_SPECIAL_DAYS;
         at += SPECIAL_DAY_LEAVES) {
        s->special_days[s->n_special_days++] = special_days->items[at + 1].octets;
    }
}

/* --- dates --- */

typedef struct date {
    unsigned year, month, day, weekday;
} date;

static bool read_date(alb_span octets, date *out)
{
    alb_rd r = alb_rd_init(octets);
    out->year = alb_rd_be16(&r);
    out->month = alb_rd_u8(&r);
    out->day = alb_rd_u8(&r);
    out->weekday = alb_rd_u8(&r);
    return alb_rd_end(&r) == ALB_OK;
}

static int days_of_month(const alb_date_time *d)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = d->month == 2 && d->year % 4 == 0 && (d->year % 100 != 0 || d->year % 400 == 0);
    return days[d->month - 1] + is_leap;
}

static bool day_fits(unsigned day, const alb_date_time *today)
{
    if (day == LAST_OF_MONTH || day == LAST_BUT_ONE) {
        return today->day == days_of_month(today) - (day == LAST_BUT_ONE);
    }
    return day == ANY || day == (unsigned)today->day;
}

static bool date_fits(alb_span octets, const alb_date_time *today)
{
    date d;
    return read_date(octets, &d) && (d.year == ANY_YEAR || d.year == (unsigned)today->year) &&
           (d.month == ANY || d.month == (unsigned)today->month) && day_fits(d.day, today) &&
           (d.weekday == ANY || d.weekday == (unsigned)today->weekday);
}

/* A bound as a number; `open` for fields that say nothing. */
static unsigned bound_of(const date *d, unsigned open)
{
    unsigned month = d->month == ANY ? open : d->month;
    unsigned day = d->day >= LAST_BUT_ONE ? open : d->day;
    return (d->year == ANY_YEAR ? 0 : d->year * YEAR) + month * MONTH + day;
}

/* Both ends are within. Without years the season comes every year, and may run over its end. */
static bool is_in_season(const schedule_entry *e, const alb_date_time *today)
{
    enum { LATEST = 99 };
    date begin;
    date end;
    if (!read_date(e->begin, &begin) || !read_date(e->end, &end)) {
        return false;
    }
    unsigned of_year = (unsigned)today->month * MONTH + (unsigned)today->day;
    unsigned whole = (unsigned)today->year * YEAR + of_year;
    unsigned from = bound_of(&begin, 0);
    unsigned to = bound_of(&end, LATEST);
    bool begun = (begin.year == ANY_YEAR ? of_year : whole) >= from;
    bool not_over = (end.year == ANY_YEAR ? of_year : whole) <= to;
    bool wraps = begin.year == ANY_YEAR && end.year == ANY_YEAR && from > to;
    return wraps ? begun || not_over : begun && not_over;
}

static bool bit_at(alb_span bits, size_t index)
{
    return index / 8 < bits.len && (bits.ptr[index / 8] >> (7 - index % 8) & 1) != 0;
}

/* A day that is special runs what its bit says and what its weekday says. */
static bool runs_on(const schedule *s, const schedule_entry *e, const alb_date_time *today)
{
    if (!is_in_season(e, today)) {
        return false;
    }
    if (bit_at(e->weekdays, (size_t)today->weekday - 1)) {
        return true;
    }
    for (size_t i = 0; i < s->n_special_days && i < e->n_special_days; i++) {
        if (bit_at(e->special_days, i) && date_fits(s->special_days[i], today)) {
            return true;
        }
    }
    return false;
}

/* --- runs --- */

/* When on the day that starts at midnight; false: not on that day. */
static bool run_on_day(const schedule *s, const schedule_entry *e, alb_time midnight, alb_time *out)
{
    alb_date_time today = alb_time_split(midnight);
    if (e->time.len < 3 || !runs_on(s, e, &today)) {
        return false;
    }
    today.hour = e->time.ptr[0];
    today.minute = e->time.ptr[1];
    today.second = e->time.ptr[2];
    return alb_time_join(&today, out);
}

static alb_time midnight_of(alb_time t)
{
    return t - t % ALB_DAYS(1);
}

static bool has_any(const schedule *s, schedule_filter filter, const void *ctx)
{
    for (size_t i = 0; i < s->n_entries; i++) {
        if (filter(s->entries[i].script, ctx)) {
            return true;
        }
    }
    return false;
}

bool schedule_last(const schedule *s, alb_time t, schedule_filter filter, const void *ctx, uint16_t *script)
{
    alb_time found = ALB_TIME_NONE;
    if (!has_any(s, filter, ctx)) {
        return false;
    }
    for (int back = 0; back <= DAYS_OF_A_YEAR && found == ALB_TIME_NONE; back++) {
        for (size_t i = 0; i < s->n_entries; i++) {
            alb_time at;
            if (filter(s->entries[i].script, ctx) &&
                run_on_day(s, &s->entries[i], midnight_of(t) - ALB_DAYS(back), &at) && at <= t &&
                at >= found) {
                found = at;
                *script = s->entries[i].script;
            }
        }
    }
    return found != ALB_TIME_NONE;
}

alb_time schedule_next(const schedule *s, alb_time t)
{
    alb_time found = INT64_MAX;
    for (int days = 0; days <= DAYS_OF_A_YEAR && found == INT64_MAX && s->n_entries > 0; days++) {
        for (size_t i = 0; i < s->n_entries; i++) {
            alb_time at;
            if (run_on_day(s, &s->entries[i], midnight_of(t) + ALB_DAYS(days), &at) && at > t && at < found) {
                found = at;
            }
        }
    }
    return found;
}
