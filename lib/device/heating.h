/* Heating by electricity: storage heaters and heat pumps, which follow the cold of the area
 * (devices.md 18.3). */
#ifndef ALB_DEVICE_HEATING_H
#define ALB_DEVICE_HEATING_H

#include "yearly.h"

#include "device/device.h"

/* Of `annual` Wh of heating, what has come up to the start of that day from the epoch. */
uint64_t heating_before(const device_premises *p, uint64_t annual, uint64_t day);
/* Of a day's energy, what has come up to the start of one of its half hours (UTC). Storage heaters charge
 * from 00:30 to 07:30, most of them early; heat pumps run all day, most in the morning and late in the
 * afternoon. */
uint64_t heating_by_night(uint64_t energy, size_t half_hour);
uint64_t heating_by_pump(uint64_t energy, size_t half_hour);

#endif
