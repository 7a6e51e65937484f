/* Lists of times at which something is done: COSEM class 22, as the billing calendar (devices.md 4.6, 8.6).
 */
#ifndef ALB_DEVICE_EXECUTION_TIMES_H
#define ALB_DEVICE_EXECUTION_TIMES_H

#include "calendar.h"
#include "leaves.h"

enum { EXECUTION_TIMES = 4 };

typedef struct execution_times {
    uint8_t count;
    struct execution_time {
        uint32_t second; /* of the day */
        calendar_date date;
    } items[EXECUTION_TIMES];
} execution_times;

/* From the leaves as they are kept. What is not specified of a time of the day counts as 0. */
void execution_times_init(execution_times *times, const leaves *kept);
/* The first of these times after t; ALB_TIME_NONE: not within four years. */
alb_time execution_times_next(const execution_times *times, alb_time t);

#endif
