/* Calendars of meters of both fuels: what is in force at a time, by season, week, day profile and special day
 * (devices.md 4.6, 6.3). UTC. */
#ifndef ALB_DEVICE_CALENDAR_H
#define ALB_DEVICE_CALENDAR_H

#include "base/span.h"
#include "base/time.h"

enum {
    CALENDAR_DAYS = 16,
    CALENDAR_SWITCHES = 48,
    CALENDAR_WEEKS = 4,
    CALENDAR_SEASONS = 4,
    CALENDAR_SPECIAL_DAYS = 50,
    CALENDAR_ANY = 0xff,
    CALENDAR_LAST_OF_MONTH = 0xfe,
    CALENDAR_LAST_BUT_ONE = 0xfd,
    CALENDAR_ANY_YEAR = 0xffff
};

/* A date with wildcards. */
typedef struct calendar_date {
    uint16_t year;
    uint8_t month, day;
    uint8_t weekday; /* 1 Monday */
} calendar_date;

typedef struct calendar_switch {
    uint32_t second; /* of the day */
    uint16_t value;  /* tier, script, or friendly credit 1 on, 0 off */
} calendar_switch;

typedef struct calendar_day {
    uint8_t id, n_switches;
    calendar_switch switches[CALENDAR_SWITCHES]; /* by time */
} calendar_day;

typedef struct calendar_week {
    uint8_t id;
    uint8_t days[7]; /* Monday first */
} calendar_week;

/* From that date on that week, or on that date that day. */
typedef struct calendar_entry {
    calendar_date date;
    uint8_t id;
} calendar_entry;

/* All zero: it says nothing. */
typedef struct calendar {
    uint8_t n_days, n_weeks, n_seasons, n_special_days;
    calendar_day days[CALENDAR_DAYS];
    calendar_week weeks[CALENDAR_WEEKS];
    calendar_entry seasons[CALENDAR_SEASONS];
    calendar_entry special_days[CALENDAR_SPECIAL_DAYS];
} calendar;

/* Does the date stand for that day? */
bool calendar_date_is(const calendar_date *date, const alb_date_time *day);
/* COSEM's date of 5 octets, wildcards allowed, and its time of 4. False: not as many octets, or no time of a
 * day.
 */
ALB_MUST_USE bool calendar_read_date(alb_span octets, calendar_date *out);
ALB_MUST_USE bool calendar_read_time(alb_span octets, uint32_t *second);
/* What is in force at t: the last switch of the day, or before its first that of the days before; `otherwise`
 * where the calendar does not say. */
uint16_t calendar_value(const calendar *c, alb_time t, uint16_t otherwise);
/* When something may change next after t: a switch of the day, or the start of the next. */
alb_time calendar_next(const calendar *c, alb_time t);
/* Does nothing change but at midnight? */
bool calendar_is_daily(const calendar *c);

#endif
