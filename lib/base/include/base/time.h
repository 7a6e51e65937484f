/* Time: UTC milliseconds since 1970-01-01, proleptic Gregorian, no leap seconds. Covers years 1 to 9999 (the
 * cancellation dates of DUIS and GBCS lie in 3000 and 9999). Local time exists only in the London helper. */
#ifndef ALB_BASE_TIME_H
#define ALB_BASE_TIME_H

#include "base/span.h"

#include <pthread.h>

typedef int64_t alb_time;

#define ALB_TIME_NONE  INT64_MIN
#define ALB_SECONDS(n) ((alb_time)(n)*1000)
#define ALB_MINUTES(n) ((alb_time)(n)*60000)
#define ALB_HOURS(n)   ((alb_time)(n)*3600000)
#define ALB_DAYS(n)    ((alb_time)(n)*86400000)
/* 2000-01-01T00:00:00Z, where ZigBee UTCTime and the logs of GBCS start. */
#define ALB_TIME_2000 ((alb_time)946684800000)

typedef struct alb_date_time {
    int year, month, day;
    int hour, minute, second, millisecond;
    int weekday; /* 1 Monday .. 7 Sunday, as in DLMS */
} alb_date_time;

alb_date_time alb_time_split(alb_time t);
/* Fields out of range are refused with false; weekday is ignored. */
ALB_MUST_USE bool alb_time_join(const alb_date_time *d, alb_time *out);
/* Days since 1970-01-01 of a Gregorian date; no range check. */
int64_t alb_days_from_civil(int year, int month, int day);

/* XML Schema dateTime with 'Z' or an offset, any number of decimals (milliseconds kept). */
ALB_MUST_USE bool alb_time_parse(alb_span text, alb_time *out);
enum { ALB_TIME_TEXT = 32 };
/* "2015-01-01T00:00:00Z"; milliseconds only if they are not zero. Returns buf. */
const char *alb_time_text(alb_time t, char buf[static ALB_TIME_TEXT]);
/* As above, always with milliseconds, as in ResponseDateTime. Returns buf. */
const char *alb_time_text_ms(alb_time t, char buf[static ALB_TIME_TEXT]);

/* Seconds since 2000-01-01 (u32 on the wire). */
static inline uint32_t alb_time_to_2000(alb_time t)
{
    return t <= ALB_TIME_2000 ? 0 : (uint32_t)((t - ALB_TIME_2000) / 1000);
}

static inline alb_time alb_time_from_2000(uint32_t seconds)
{
    return ALB_TIME_2000 + (alb_time)seconds * 1000;
}

/* Offset of London local time from UTC: 0, or one hour between the last Sundays of March and October, 01:00
 * UTC. */
alb_time alb_london_offset(alb_time utc);

/* --- the clock, always injected --- */

typedef struct alb_clock alb_clock;
struct alb_clock {
    alb_time (*now)(const alb_clock *self);
};

static inline alb_time alb_now(const alb_clock *clock)
{
    return clock->now(clock);
}

/* The real clock. Static, thread-safe. */
const alb_clock *alb_clock_system(void);

/* A clock that a test or an accelerated run sets. Reads and writes are atomic. `rate` 0: it stands still
 * until set. */
typedef struct alb_clock_manual {
    alb_clock clock; /* pass &m.clock */
    _Atomic int64_t time;
} alb_clock_manual;
void alb_clock_manual_init(alb_clock_manual *m, alb_time start);
void alb_clock_manual_set(alb_clock_manual *m, alb_time t);
void alb_clock_manual_add(alb_clock_manual *m, alb_time delta);

/* A clock that shows another one's time until a person sets it ahead or makes it run faster. Thread-safe; it
 * never goes back. */
typedef struct alb_clock_steered {
    alb_clock clock;       /* pass &s.clock */
    const alb_clock *real; /* borrowed */
    pthread_mutex_t lock;  /* of everything below */
    alb_time start, real_start;
    uint32_t rate; /* thousandths: now = start + rate / 1000 * (real now - real start) */
} alb_clock_steered;
enum { ALB_CLOCK_MAX_RATE = 100000 * 1000 };
void alb_clock_steered_init(alb_clock_steered *s, const alb_clock *real);
void alb_clock_steered_release(alb_clock_steered *s);
/* From now on it is t; false, and no change, where that is past already. */
ALB_MUST_USE bool alb_clock_steered_set(alb_clock_steered *s, alb_time t);
/* How fast it runs from now on, in thousandths of the real clock's pace: 0 (it stands still) to
 * ALB_CLOCK_MAX_RATE; false for another. */
ALB_MUST_USE bool alb_clock_steered_set_rate(alb_clock_steered *s, uint32_t rate);
uint32_t alb_clock_steered_rate(alb_clock_steered *s);

/* Monotonic nanoseconds for measuring durations; no calendar meaning. */
int64_t alb_monotonic_ns(void);

#endif
