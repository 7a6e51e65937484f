/* The time by which a device lives (own_clock.h), and what follows from it. */
#ifndef ALB_DEVICE_CLOCK_H
#define ALB_DEVICE_CLOCK_H

#include "voice.h"

/* The hub's time, in whole seconds. */
alb_time clock_of_hub(const device *d);
/* Is the device's time not known to be wrong? */
bool clock_is_reliable(const device *d);
/* The device's time becomes the hub's. What it has counted stays counted. */
void clock_set(device *d);
/* Tells that the clock was found too far off, once it was. */
void clock_tell(const voice *v);
/* When there is that to tell, by the hub's time; INT64_MAX: never. */
alb_time clock_due(const device *d);

#endif
