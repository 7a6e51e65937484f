/* The billing calendar that a meter leaves the factory with: a period ends at 00:00 UTC of one day of each
 * month (devices.md 8.6). Ends are counted from the first one behind the time at which registers start. */
#ifndef ALB_DEVICE_FACTORY_BILLING_H
#define ALB_DEVICE_FACTORY_BILLING_H

#include "leaves.h"
#include "settings.h"

enum { FACTORY_BILLING_LAST_DAY = 28 };

/* The end of that number, from 1 on; number 0: where the first period begins. */
alb_time factory_billing_end(uint8_t day, uint32_t number);
/* How many ends there are up to t. Of day 0, which is no calendar: none. */
uint32_t factory_billing_count(uint8_t day, alb_time t);
/* The first end after t; INT64_MAX: there is no calendar. */
alb_time factory_billing_next(uint8_t day, alb_time t);

/* The value of an electricity meter's billing calendar. False: that is not its key, or there is none. */
ALB_MUST_USE bool factory_billing_value(uint8_t day, const setting_key *key, leaves *out);

#endif
