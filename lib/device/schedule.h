/* Schedules and their special days: what runs when (COSEM classes 10 and 11; devices.md 4.6). */
#ifndef ALB_DEVICE_SCHEDULE_H
#define ALB_DEVICE_SCHEDULE_H

#include "calendar.h"
#include "leaves.h"

enum { SCHEDULE_ENTRIES = 120, SCHEDULE_SPECIAL_DAYS = 20 };

typedef struct schedule_entry {
    uint16_t script;
    uint32_t second;       /* of the day; all ones: it never runs */
    uint8_t weekdays;      /* bit 0 Monday */
    uint32_t special_days; /* bit 0 the first */
    calendar_date begin, end;
} schedule_entry;

typedef struct schedule {
    schedule_entry entries[SCHEDULE_ENTRIES];
    size_t n_entries;
    calendar_date special_days[SCHEDULE_SPECIAL_DAYS];
    size_t n_special_days;
} schedule;

/* From the leaves of the two tables as they are kept; special_days NULL: there are none. Entries beyond the
 * most are left out. */
void schedule_init(schedule *s, const leaves *entries, const leaves *special_days);
/* Which scripts count; NULL: all. */
typedef bool (*schedule_filter)(uint16_t script, const void *ctx);
/* The last of these scripts that ran by t, in the year before it. False: none did. */
ALB_MUST_USE bool schedule_last(const schedule *s, alb_time t, schedule_filter filter, const void *ctx,
                                uint16_t *script);
/* When the next entry after t runs, within a year; INT64_MAX: none does. */
alb_time schedule_next(const schedule *s, alb_time t);

#endif
