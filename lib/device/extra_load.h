/* What a home takes beside its usual consumption, because somebody ordered it: a kettle, a heater. */
#ifndef ALB_DEVICE_EXTRA_LOAD_H
#define ALB_DEVICE_EXTRA_LOAD_H

#include "codec.h"

enum { EXTRA_LOADS = 8 };

/* Energy that is taken evenly between two times; at once where they are one. */
typedef struct extra_load {
    alb_time from, to;
    uint64_t energy; /* Wh, or litres */
} extra_load;

/* The last ones; of what was before them only the sum is kept. */
typedef struct extra_loads {
    uint64_t before;
    uint8_t count;
    extra_load items[EXTRA_LOADS];
} extra_loads;

/* No more than 100 kW for a month. */
bool extra_load_is_sound(const extra_load *e);
/* What it took up to t. */
uint64_t extra_load_up_to(const extra_load *e, alb_time t);
/* All that they took up to t. */
uint64_t extra_loads_up_to(const extra_loads *l, alb_time t);
/* W at t. */
uint32_t extra_loads_power(const extra_loads *l, alb_time t);
/* When one begins or ends next after t; INT64_MAX: never. */
alb_time extra_loads_next(const extra_loads *l, alb_time t);

void extra_loads_walk(codec *c, extra_loads *l);

#endif
