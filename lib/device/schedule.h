/* Schedules and their special days: what runs when (COSEM classes 10 and 11; devices.md 4.6). */
#ifndef ALB_DEVICE_SCHEDULE_H
#define ALB_DEVICE_SCHEDULE_H

#include "leaves.h"

enum { SCHEDULE_ENTRIES = 120, SCHEDULE_SPECIAL_DAYS = 20, SCHEDULE_DATE = 5 };

typedef struct schedule_entry {
    uint16_t script;
    alb_span time;                   /* of the day: hour, minute, second, hundredths */
    alb_span weekdays, special_days; /* bits, the first in front: Monday; the first special day */
    size_t n_special_days;
    alb_span begin, end; /* dates, wildcards allowed */
} schedule_entry;

typedef struct schedule {
    schedule_entry entries[SCHEDULE_ENTRIES];
    size_t n_entries;
    alb_span special_days[SCHEDULE_SPECIAL_DAYS]; /* dates, wildcards allowed */
    size_t n_special_days;
} schedule;

/* From the leaves of the two tables as they are kept; octets are borrowed. Entries beyond the most are left
 * out. */
void schedule_init(schedule *s, const leaves *entries, const leaves *special_days);
/* Which scripts count. */
typedef bool (*schedule_filter)(uint16_t script, const void *ctx);
/* The last of these scripts that ran by t, in the year before it. False: none did. */
ALB_MUST_USE bool schedule_last(const schedule *s, alb_time t, schedule_filter filter, const void *ctx,
                                uint16_t *script);
/* When the next entry after t runs, within a year; INT64_MAX: none does. */
alb_time schedule_next(const schedule *s, alb_time t);

#endif
