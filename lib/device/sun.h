/* The sun over a day, as weights of its half hours. */
#ifndef ALB_DEVICE_SUN_H
#define ALB_DEVICE_SUN_H

#include "yearly.h"

enum { SUN_HALF_HOURS = 48, SUN_HIGHEST = 1024 };

/* What panels make in each half hour of that day from the epoch (UTC), up to SUN_HIGHEST; 0 at night. Clouds
 * of the area move through the day. */
void sun_day(uint8_t area, uint64_t day, uint16_t out[static SUN_HALF_HOURS]);

#endif
