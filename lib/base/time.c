#include "base/time.h"
#include "base/text.h"

#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

int64_t alb_days_from_civil(int year, int month, int day)
{
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}
alb_date_time alb_time_split(alb_time t)
{
    int64_t days = t / 86400000, ms = t % 86400000;
    if (ms < 0) {
        ms += 86400000;
        days--;
    }
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    alb_date_time d = {.day = (int)(doy - (153 * mp + 2) / 5 + 1), .month = (int)(mp < 10 ? mp + 3 : mp - 9)};
    d.year = (int)(yoe + era * 400 + (d.month <= 2));
    d.hour = (int)(ms / 3600000);
    d.minute = (int)(ms / 60000 % 60);
    d.second = (int)(ms / 1000 % 60);
    d.millisecond = (int)(ms % 1000);
    d.weekday = (int)(((days % 7) + 7 + 3) % 7 + 1);
    return d;
}
bool alb_time_join(const alb_date_time *d, alb_time *out)
{
    static const int len[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (d->year < 1 || d->year > 9999 || d->month < 1 || d->month > 12 || d->day < 1) {
        return false;
    }
    bool leap = (d->year % 4 == 0 && d->year % 100 != 0) || d->year % 400 == 0;
    if (d->day > len[d->month - 1] + (d->month == 2 && leap) || d->hour < 0 || d->hour > 23 ||
        d->minute < 0 || d->minute > 59 || d->second < 0 || d->second > 59 || d->millisecond < 0 ||
        d->millisecond > 999) {
        return false;
    }
    *out = alb_days_from_civil(d->year, d->month, d->day) * ALB_DAYS(1) + ALB_HOURS(d->hour) +
           ALB_MINUTES(d->minute) + ALB_SECONDS(d->second) + d->millisecond;
    return true;
}

/* n decimal digits at *pos; -1 when they are not there. */
static int digits(alb_span text, size_t *pos, size_t n)
{
    uint64_t v;
    if (!alb_parse_u64(alb_span_sub(text, *pos, n), 9999, &v) || *pos + n > text.len) {
        return -1;
    }
    *pos += n;
    return (int)v;
}

static bool skip(alb_span text, size_t *pos, char c)
{
    if (*pos >= text.len || text.ptr[*pos] != (uint8_t)c) {
        return false;
    }
    ++*pos;
    return true;
}

/* Decimals of a second; those beyond milliseconds are read and dropped. */
static bool parse_fraction(alb_span text, size_t *pos, int *ms)
{
    int weight = 100;
    size_t start = *pos;
    while (*pos < text.len && text.ptr[*pos] >= '0' && text.ptr[*pos] <= '9') {
        *ms += weight * (text.ptr[*pos] - '0');
        weight /= 10;
        ++*pos;
    }
    return *pos > start;
}

/* 'Z' or +hh:mm or -hh:mm, in minutes. */
static bool parse_zone(alb_span text, size_t *pos, int *minutes)
{
    *minutes = 0;
    if (skip(text, pos, 'Z')) {
        return true;
    }
    int sign = skip(text, pos, '-') ? -1 : skip(text, pos, '+') ? 1 : 0;
    int hours = digits(text, pos, 2);
    bool colon = skip(text, pos, ':');
    int rest = digits(text, pos, 2);
    *minutes = sign * (hours * 60 + rest);
    return sign != 0 && colon && hours >= 0 && hours <= 14 && rest >= 0 && rest < 60;
}

bool alb_time_parse(alb_span text, alb_time *out)
{
    alb_date_time d = {0};
    size_t pos = 0;
    int zone = 0;
    d.year = digits(text, &pos, 4);
    bool ok = skip(text, &pos, '-');
    d.month = digits(text, &pos, 2);
    ok = ok && skip(text, &pos, '-');
    d.day = digits(text, &pos, 2);
    ok = ok && skip(text, &pos, 'T');
    d.hour = digits(text, &pos, 2);
    ok = ok && skip(text, &pos, ':');
    d.minute = digits(text, &pos, 2);
    ok = ok && skip(text, &pos, ':');
    d.second = digits(text, &pos, 2);
    if (ok && skip(text, &pos, '.')) {
        ok = parse_fraction(text, &pos, &d.millisecond);
    }
    alb_time t;
    if (!ok || !parse_zone(text, &pos, &zone) || pos != text.len || !alb_time_join(&d, &t)) {
        return false;
    }
    *out = t - ALB_MINUTES(zone);
    return true;
}

const char *alb_time_text_ms(alb_time t, char buf[static ALB_TIME_TEXT])
{
    alb_date_time d = alb_time_split(t);
    (void)snprintf(buf, ALB_TIME_TEXT, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ", (unsigned)d.year % 10000,
                   (unsigned)d.month % 100, (unsigned)d.day % 100, (unsigned)d.hour % 100,
                   (unsigned)d.minute % 100, (unsigned)d.second % 100, (unsigned)d.millisecond % 1000);
    return buf;
}

const char *alb_time_text(alb_time t, char buf[static ALB_TIME_TEXT])
{
    (void)alb_time_text_ms(t, buf);
    if (t % 1000 == 0) {
        memcpy(buf + 19, "Z", 2);
    }
    return buf;
}

/* 01:00 UTC on the last Sunday of a month of 31 days. */
static alb_time last_sunday(int year, int month)
{
    int64_t last = alb_days_from_civil(year, month, 31);
    int64_t since_sunday = ((last % 7) + 11) % 7; /* 1970-01-01 was a Thursday */
    return ALB_DAYS(last - since_sunday) + ALB_HOURS(1);
}

alb_time alb_london_offset(alb_time utc)
{
    int year = alb_time_split(utc).year;
    return utc >= last_sunday(year, 3) && utc < last_sunday(year, 10) ? ALB_HOURS(1) : 0;
}

/* --- clocks --- */

static alb_time sys_now(const alb_clock *c)
{
    (void)c;
    struct timespec ts;
    (void)clock_gettime(CLOCK_REALTIME, &ts);
    return (alb_time)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}
const alb_clock *alb_clock_system(void)
{
    static const alb_clock c = {sys_now};
    return &c;
}
int64_t alb_monotonic_ns(void)
{
    struct timespec ts;
    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static alb_time manual_now(const alb_clock *self)
{
    return atomic_load(&((const alb_clock_manual *)(const void *)self)->time);
}

void alb_clock_manual_init(alb_clock_manual *m, alb_time start)
{
    m->clock.now = manual_now;
    atomic_init(&m->time, start);
}

void alb_clock_manual_set(alb_clock_manual *m, alb_time t)
{
    atomic_store(&m->time, t);
}

void alb_clock_manual_add(alb_clock_manual *m, alb_time delta)
{
    atomic_fetch_add(&m->time, delta);
}

/* Lock held. */
static alb_time steered_at(const alb_clock_steered *s, alb_time real)
{
    alb_time passed = real - s->real_start;
    /* Whole seconds of the real clock apart, so that half a century of it does not overflow. */
    return s->start + passed / 1000 * (alb_time)s->rate + passed % 1000 * (alb_time)s->rate / 1000;
}

static alb_time steered_now(const alb_clock *self)
{
    alb_clock_steered *s = (alb_clock_steered *)(uintptr_t)self;
    (void)pthread_mutex_lock(&s->lock);
    alb_time now = steered_at(s, alb_now(s->real));
    (void)pthread_mutex_unlock(&s->lock);
    return now;
}

void alb_clock_steered_init(alb_clock_steered *s, const alb_clock *real)
{
    *s = (alb_clock_steered){.clock = {steered_now}, .real = real, .rate = 1000};
    (void)pthread_mutex_init(&s->lock, NULL);
}

void alb_clock_steered_release(alb_clock_steered *s)
{
    (void)pthread_mutex_destroy(&s->lock);
}

bool alb_clock_steered_set(alb_clock_steered *s, alb_time t)
{
    (void)pthread_mutex_lock(&s->lock);
    alb_time real = alb_now(s->real);
    bool good = t >= steered_at(s, real);
    if (good) {
        s->start = t;
        s->real_start = real;
    }
    (void)pthread_mutex_unlock(&s->lock);
    return good;
}

bool alb_clock_steered_set_rate(alb_clock_steered *s, uint32_t rate)
{
    if (rate > ALB_CLOCK_MAX_RATE) {
        return false;
    }
    (void)pthread_mutex_lock(&s->lock);
    alb_time real = alb_now(s->real);
    s->start = steered_at(s, real);
    s->real_start = real;
    s->rate = rate;
    (void)pthread_mutex_unlock(&s->lock);
    return true;
}

uint32_t alb_clock_steered_rate(alb_clock_steered *s)
{
    (void)pthread_mutex_lock(&s->lock);
    uint32_t rate = s->rate;
    (void)pthread_mutex_unlock(&s->lock);
    return rate;
}
