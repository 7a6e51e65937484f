/* The average home's day, as weights of its half hours (devices.md 18.2). */
#ifndef ALB_DEVICE_LOAD_SHAPE_H
#define ALB_DEVICE_LOAD_SHAPE_H

#include "base/time.h"

enum { LOAD_SHAPE_HALF_HOURS = 48 };

/* Mean demand in tens of watts in each half hour of the 24 hours from `from` on, which starts one. Local
 * time, season and day of the week count. */
void load_shape_day(alb_time from, uint8_t out[static LOAD_SHAPE_HALF_HOURS]);

#endif
