/* The average home's day, as weights of its half hours (devices.md 18.2). */
#ifndef ALB_DEVICE_LOAD_SHAPE_H
#define ALB_DEVICE_LOAD_SHAPE_H

#include "base/time.h"

enum { LOAD_SHAPE_HALF_HOURS = 48 };

/* Mean demand in tens of watts in the half hour that holds utc. Local time, season and day of the week count.
 */
uint8_t load_shape_demand(alb_time utc);

#endif
