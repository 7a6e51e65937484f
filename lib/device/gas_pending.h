/* Commands with a time: when they take force, and what waits (GBCS 9.2; gbcs-messages.md 7.3, 9). */
#ifndef ALB_DEVICE_GAS_PENDING_H
#define ALB_DEVICE_GAS_PENDING_H

#include "execution.h"
#include "gas.h"

typedef enum gas_when { GAS_AT_ONCE, GAS_LATER, GAS_CANCEL, GAS_TIMES_DIFFER } gas_when;

typedef struct gas_timing {
    gas_when kind;
    alb_time at; /* of GAS_LATER */
} gas_timing;

/* What the command's activating components say. */
gas_timing gas_timing_of(const execution *x);
/* Once every component has been found good: keeps a command that waits, forgets what it replaces. */
access_result gas_pending_finish(execution *x, const gas_timing *timing);
/* Carries out what has waited, up to `now`, and tells who sent it. */
void gas_pending_run(const voice *v, alb_time now);

/* At what time a device's memory is looked at: a proxy knows what its meter told last. */
alb_time gas_view_time(const device *d, alb_time now);

#endif
