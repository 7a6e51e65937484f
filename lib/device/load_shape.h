/* The average customer's day by profile class, as weights of its half hours (devices.md 18.2). */
#ifndef ALB_DEVICE_LOAD_SHAPE_H
#define ALB_DEVICE_LOAD_SHAPE_H

#include "base/time.h"

enum { LOAD_SHAPE_HALF_HOURS = 48 };

/* Mean demand in each half hour of the 24 hours from `from` on, which starts one: of homes (profile class 1)
 * in tens of watts, of businesses (3) in percent of a weekday's highest. Local time, season and day of the
 * week count. What customers of two rates (2, 4) take at night for heating is not in it. */
void load_shape_day(bool is_business, alb_time from, uint8_t out[static LOAD_SHAPE_HALF_HOURS]);

#endif
