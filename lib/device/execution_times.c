#include "execution_times.h"

enum { FOUR_YEARS = 1462, LEAVES = 2, TIME = 4 };

static bool read_time(alb_span octets, uint32_t *second)
{
    uint8_t known[TIME];
    if (octets.len != sizeof known) {
        return false;
    }
    for (size_t i = 0; i < sizeof known; i++) {
        known[i] = octets.ptr[i] == CALENDAR_ANY ? 0 : octets.ptr[i];
    }
    return calendar_read_time(ALB_SPAN_OF(known), second);
}

void execution_times_init(execution_times *times, const leaves *kept)
{
    *times = (execution_times){.count = 0};
    for (size_t at = 1; at + LEAVES <= kept->count && times->count < EXECUTION_TIMES; at += LEAVES) {
        struct execution_time *t = &times->items[times->count];
        if (read_time(kept->items[at].octets, &t->second) &&
            calendar_read_date(kept->items[at + 1].octets, &t->date)) {
            times->count++;
        }
    }
}

static alb_time next_of(const struct execution_time *e, alb_time t)
{
    alb_time day = t - t % ALB_DAYS(1);
    for (int n = 0; n < FOUR_YEARS; n++, day += ALB_DAYS(1)) {
        alb_date_time date = alb_time_split(day);
        alb_time at = day + ALB_SECONDS(e->second);
        if (at > t && calendar_date_is(&e->date, &date)) {
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
