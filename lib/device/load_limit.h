/* The load limit: who takes too much for too long is cut off for a while (devices.md 8.9). */
#ifndef ALB_DEVICE_LOAD_LIMIT_H
#define ALB_DEVICE_LOAD_LIMIT_H

#include "codec.h"
#include "event_list.h"
#include "supply.h"

/* What the supplier has set. */
typedef struct load_limit_terms {
    uint32_t threshold;           /* W; 0 or all ones: no limit */
    uint32_t period, restoration; /* s */
    bool disables;                /* the supply, else exceeding is only counted and told */
} load_limit_terms;

typedef struct load_limit {
    uint32_t counter;
    alb_time over_since; /* ALB_TIME_NONE: not over */
    alb_time restore_at; /* ALB_TIME_NONE: nothing to restore */
    bool tripped;        /* until the load has fallen, or supply is restored */
} load_limit;

void load_limit_init(load_limit *l);
bool load_limit_is_set(const load_limit_terms *terms);
/* Looks at the load of `watts` at a time; disables or restores the supply where it is due. */
void load_limit_look(load_limit *l, const load_limit_terms *terms, uint32_t watts, supply *s, bool mains,
                     alb_time at, event_list *events);
/* When it wants to be asked again though the load stays as it is; INT64_MAX: never. */
alb_time load_limit_next(const load_limit *l, const load_limit_terms *terms);

void load_limit_walk(codec *c, load_limit *l);

#endif
