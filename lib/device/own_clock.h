/* A device's own clock, which gains or loses by a rate of its own (devices.md 8.1).
 *
 * Once a day the device compares it with the hub's. By up to ten seconds it is brought back, within the hour,
 * so that it never goes backwards; a clock that is further off is left alone: the device tells 8F0C and holds
 * its time for unreliable until somebody sets it. What a clock shows follows from its rate and when it was
 * set last.
 */
#ifndef ALB_DEVICE_OWN_CLOCK_H
#define ALB_DEVICE_OWN_CLOCK_H

#include "codec.h"

#include "base/eui64.h"

typedef struct own_clock {
    bool is_ordered; /* else it runs at the rate that it was made with, which is not seen in whole seconds */
    int32_t ppm;     /* what it gains; less than nothing: it loses */
    alb_time since;  /* by the hub's time, when it was set last, or its rate ordered */
    int64_t offset;  /* ms that it was ahead then */
    bool is_wrong;   /* it was found too far off before that, and not set since */
    bool told;       /* that it was found too far off */
} own_clock;

/* How far it is ahead of the hub's clock, in ms. */
int64_t own_clock_offset(const own_clock *c, alb_eui64 id, alb_time hub);
/* What it shows when the hub's shows that. */
alb_time own_clock_shows(const own_clock *c, alb_eui64 id, alb_time hub);
/* What the hub's shows when it shows that. */
alb_time own_clock_hub(const own_clock *c, alb_eui64 id, alb_time shown);
/* The comparison, by the hub's time, that finds it too far off; INT64_MAX: none will. */
alb_time own_clock_fails(const own_clock *c, alb_eui64 id);
/* From now on it gains so much: within a tenth of the time. */
void own_clock_order(own_clock *c, alb_eui64 id, int32_t ppm, alb_time hub);
/* It shows what the hub's does. */
void own_clock_set(own_clock *c, alb_time hub);

void own_clock_walk(codec *c, own_clock *own);

#endif
