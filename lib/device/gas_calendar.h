/* Calendars of a gas meter: which tier, or whether friendly credit, at a time (devices.md 6.3, 4.6). */
#ifndef ALB_DEVICE_GAS_CALENDAR_H
#define ALB_DEVICE_GAS_CALENDAR_H

#include "base/span.h"
#include "base/time.h"

enum {
    GAS_CALENDAR_DAYS = 16,
    GAS_CALENDAR_SWITCHES = 8,
    GAS_CALENDAR_WEEKS = 4,
    GAS_CALENDAR_SEASONS = 4,
    GAS_CALENDAR_SPECIAL_DAYS = 50,
    GAS_CALENDAR_DATE = 4
};

/* Year less 1900, month, day, weekday (1 Monday); FF: any. */
typedef struct gas_calendar_date {
    uint8_t octets[GAS_CALENDAR_DATE];
} gas_calendar_date;

typedef struct gas_calendar_switch {
    uint16_t minute;
    uint8_t value; /* tier 1 .. 4; friendly credit 1 on, 0 off */
} gas_calendar_switch;

typedef struct gas_calendar_day {
    uint8_t id, n_switches;
    gas_calendar_switch switches[GAS_CALENDAR_SWITCHES];
} gas_calendar_day;

typedef struct gas_calendar_week {
    uint8_t id;
    uint8_t days[7]; /* Monday first */
} gas_calendar_week;

/* From that date on that week, or on that date that day. */
typedef struct gas_calendar_entry {
    gas_calendar_date date;
    uint8_t id;
} gas_calendar_entry;

/* All zero: none. */
typedef struct gas_calendar {
    uint32_t id, issuer_event, special_event, start;
    uint8_t n_days, n_weeks, n_seasons, n_special_days;
    gas_calendar_day days[GAS_CALENDAR_DAYS];
    gas_calendar_week weeks[GAS_CALENDAR_WEEKS];
    gas_calendar_entry seasons[GAS_CALENDAR_SEASONS];
    gas_calendar_entry special_days[GAS_CALENDAR_SPECIAL_DAYS];
} gas_calendar;

/* What is in force at that time; `otherwise` where the calendar does not say. */
uint8_t gas_calendar_value(const gas_calendar *c, alb_time t, uint8_t otherwise);
/* Does nothing change but at midnight? */
bool gas_calendar_is_daily(const gas_calendar *c);

#endif
