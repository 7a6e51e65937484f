/* Words for schedules of electricity meters: numbered special days, and entries that run a script
 * (devices.md 4.6). */
#ifndef ALB_CATALOGUE_SRV_SCHEDULE_INTERNAL_H
#define ALB_CATALOGUE_SRV_SCHEDULE_INTERNAL_H

#include "srv/srv_internal.h"

/* A special day; the day it refers to is its own number. */
#define NUMBERED_DAY(date)                                                                                   \
    {MAKE("Index", NULL, "position")}, {MAKE("Date", date, "date")},                                         \
    {                                                                                                        \
        MAKE("DayId", NULL, "position")                                                                      \
    }

/* When an entry runs its script: special_days is the path of their list in the request. No list of weekdays:
 * none. */
#define RUNS_AT(period, special_days)                                                                        \
    {MAKE("Index", NULL, "position")}, {COPY("SwitchTime", period "/SwitchTime")},                           \
        {MAKE("Weekdays", "DaysOfWeekApplicability", "weekdays")}, {CONSTANT("Weekdays", "0000000")},        \
        {MAKE("SpecialDays", NULL, "special days"), .argument = (special_days)},                             \
        {MAKE("BeginDate", period "/StartDate", "date")},                                                    \
    {                                                                                                        \
        MAKE("EndDate", period "/EndDate", "date")                                                           \
    }

#endif
