/* The entries that a selective read of a log asks for (gbcs-messages.md 6.6, 6.7). */
#ifndef ALB_DEVICE_RANGE_H
#define ALB_DEVICE_RANGE_H

#include "execution.h"

/* Seconds since 2000, both inclusive. */
typedef struct range {
    uint32_t from, to;
} range;

/* Of the argument at `at` in the command: the range of a plain read, or the restriction of a protected one.
 * All there is where it says nothing. */
range range_of(const execution *x, uint32_t at);

static inline bool range_holds(range r, uint32_t time)
{
    return r.from <= time && time <= r.to;
}

#endif
