/* A vehicle that is charged at home: three nights a week, at 7.2 kW from half past midnight on or a little
 * later, until it is full (devices.md 18.3). */
#ifndef ALB_DEVICE_CHARGING_H
#define ALB_DEVICE_CHARGING_H

#include "yearly.h"

#include "device/device.h"

/* Wh up to the start of that day from the epoch; 0 without a vehicle. */
uint64_t charging_before(const device_premises *p, uint64_t day);
/* Of that day, up to the start of one of its half hours. */
uint64_t charging_until(const device_premises *p, uint64_t day, size_t half_hour);

#endif
