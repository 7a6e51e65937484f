#include "schedule.h"

enum { DAYS_OF_A_YEAR = 366, MONTH = 100, YEAR = 10000 };

#define NEVER UINT32_MAX

/* Leaves of an entry and of a special day: what their types fix stands in none. */
enum { ENTRY_LEAVES = 7, SPECIAL_DAY_LEAVES = 3 };

/* --- as it is kept --- */

/* Bit 0 is the first. */
static uint32_t bits_of(const leaf *l)
{
    uint32_t bits = 0;
    for (uint64_t i = 0; i < l->number && i / 8 < l->octets.len && i < 32; i++) {
        bits |= (uint32_t)(l->octets.ptr[i / 8] >> (7 - i % 8) & 1) << i;
    }
    return bits;
}

/* Index, script, time, weekdays, special days, begin, end. */
static schedule_entry entry_of(const leaf *l)
{
    schedule_entry e = {
        .script = (uint16_t)l[1].number, .weekdays = (uint8_t)bits_of(&l[3]), .special_days = bits_of(&l[4])};
    bool read = calendar_read_time(l[2].octets, &e.second) && calendar_read_date(l[5].octets, &e.begin) &&
                calendar_read_date(l[6].octets, &e.end);
    e.second = read ? e.second : NEVER;
    return e;
}

void schedule_init(schedule *s, const leaves *entries, const leaves *special_days)
{
    *s = (schedule){.n_entries = 0};
    for (size_t at = 1; at + ENTRY_LEAVES <= entries->count && s->n_entries < SCHEDULE_ENTRIES;
         at += ENTRY_LEAVES) {
        s->entries[s->n_entries++] = entry_of(&entries->items[at]);
    }
    for (size_t at = 1; special_days && at + SPECIAL_DAY_LEAVES <= special_days->count &&
                        s->n_special_days < SCHEDULE_SPECIAL_DAYS;
         at += SPECIAL_DAY_LEAVES) {
        calendar_date *date = &s->special_days[s->n_special_days++];
        if (!calendar_read_date(special_days->items[at + 1].octets, date)) {
            *date = (calendar_date){.year = 0}; /* on no day */
        }
    }
}

/* --- days --- */

/* A bound as a number, year, month and day; `open` for fields that say nothing. */
static unsigned bound_of(const calendar_date *d, unsigned open)
{
    unsigned month = d->month == CALENDAR_ANY ? open : d->month;
    unsigned day = d->day >= CALENDAR_LAST_BUT_ONE ? open : d->day;
    return (d->year == CALENDAR_ANY_YEAR ? 0 : (unsigned)d->year * YEAR) + month * MONTH + day;
}

/* Both ends are within. Without years the season comes every year, and may run over its end. */
static bool is_in_season(const schedule_entry *e, const alb_date_time *today)
{
    enum { LATEST = 99 };
    unsigned of_year = (unsigned)today->month * MONTH + (unsigned)today->day;
    unsigned whole = (unsigned)today->year * YEAR + of_year;
    unsigned from = bound_of(&e->begin, 0);
    unsigned to = bound_of(&e->end, LATEST);
    bool begun = (e->begin.year == CALENDAR_ANY_YEAR ? of_year : whole) >= from;
    bool not_over = (e->end.year == CALENDAR_ANY_YEAR ? of_year : whole) <= to;
    bool wraps = e->begin.year == CALENDAR_ANY_YEAR && e->end.year == CALENDAR_ANY_YEAR && from > to;
    return wraps ? begun || not_over : begun && not_over;
}

/* A day that is special runs what its bit says and what its weekday says. */
static bool runs_on(const schedule *s, const schedule_entry *e, const alb_date_time *today)
{
    if (e->second == NEVER || !is_in_season(e, today)) {
        return false;
    }
    if (e->weekdays >> (today->weekday - 1) & 1) {
        return true;
    }
    for (size_t i = 0; i < s->n_special_days; i++) {
        if ((e->special_days >> i & 1) && calendar_date_is(&s->special_days[i], today)) {
            return true;
        }
    }
    return false;
}

/* --- runs --- */

static alb_time midnight_of(alb_time t)
{
    return t - t % ALB_DAYS(1);
}

static bool counts(const schedule_entry *e, schedule_filter filter, const void *ctx)
{
    return !filter || filter(e->script, ctx);
}

static bool has_any(const schedule *s, schedule_filter filter, const void *ctx)
{
    for (size_t i = 0; i < s->n_entries; i++) {
        if (counts(&s->entries[i], filter, ctx)) {
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
        alb_time midnight = midnight_of(t) - ALB_DAYS(back);
        alb_date_time today = alb_time_split(midnight);
        for (size_t i = 0; i < s->n_entries; i++) {
            const schedule_entry *e = &s->entries[i];
            alb_time at = midnight + ALB_SECONDS(e->second);
            if (at <= t && at >= found && counts(e, filter, ctx) && runs_on(s, e, &today)) {
                found = at;
                *script = e->script;
            }
        }
    }
    return found != ALB_TIME_NONE;
}

alb_time schedule_next(const schedule *s, alb_time t)
{
    alb_time found = INT64_MAX;
    for (int days = 0; days <= DAYS_OF_A_YEAR && found == INT64_MAX && s->n_entries > 0; days++) {
        alb_time midnight = midnight_of(t) + ALB_DAYS(days);
        alb_date_time today = alb_time_split(midnight);
        for (size_t i = 0; i < s->n_entries; i++) {
            const schedule_entry *e = &s->entries[i];
            alb_time at = midnight + ALB_SECONDS(e->second);
            if (at > t && at < found && runs_on(s, e, &today)) {
                found = at;
            }
        }
    }
    return found;
}
