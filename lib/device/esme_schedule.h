/* Schedules and lists of times of electricity meters: COSEM classes 10 and 22 (devices.md 4.6, 8.6, 9.9). */
#ifndef ALB_DEVICE_ESME_SCHEDULE_H
#define ALB_DEVICE_ESME_SCHEDULE_H

#include "calendar.h"

enum { ESME_SCHEDULE_ENTRIES = 22, ESME_SCHEDULE_SPECIAL_DAYS = 20, EXECUTION_TIMES = 4 };

typedef struct esme_schedule_entry {
    uint16_t script;
    uint32_t second;   /* of the day */
    uint8_t weekdays;  /* bit 0 Monday */
    uint64_t specials; /* bit 0: the first of the special days */
    calendar_date begin, end;
} esme_schedule_entry;

/* All zero: nothing is ever run. */
typedef struct esme_schedule {
    uint8_t n_entries, n_special_days;
    esme_schedule_entry entries[ESME_SCHEDULE_ENTRIES];
    calendar_date special_days[ESME_SCHEDULE_SPECIAL_DAYS];
} esme_schedule;

/* The script that ran last, within a week before t; 0: none. An entry runs on its weekdays and on its special
 * days. */
uint16_t esme_schedule_script(const esme_schedule *s, alb_time t);
/* When a script may run next after t: at the latest at the start of the next day. */
alb_time esme_schedule_next(const esme_schedule *s, alb_time t);

typedef struct execution_time {
    uint32_t second;
    calendar_date date;
} execution_time;

typedef struct execution_times {
    uint8_t count;
    execution_time items[EXECUTION_TIMES];
} execution_times;

/* The first of these times after t; ALB_TIME_NONE: not within four years. */
alb_time execution_times_next(const execution_times *times, alb_time t);

/* COSEM's date of 5 octets and time of 4; hundredths, and what is not specified of a time, count as 0. False:
 * not as many octets, or no time of a day. */
ALB_MUST_USE bool esme_read_date(alb_span octets, calendar_date *out);
ALB_MUST_USE bool esme_read_time(alb_span octets, uint32_t *second);

#endif
