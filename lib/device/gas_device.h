/* What the core of a device asks its gas part (devices.md 10). Other devices have none: it does nothing. */
#ifndef ALB_DEVICE_GAS_DEVICE_H
#define ALB_DEVICE_GAS_DEVICE_H

#include "execution.h"

/* A gas meter or a gas proxy: what speaks ZigBee in its messages. */
bool gas_is(const device *d);
void gas_forget(device *d);

/* Works out what happened up to now, carries out commands whose time has come, and tells. */
void gas_catch_up(const voice *v, alb_time now);
/* Is the meter set to close its valve when it is tampered with? */
bool gas_locks_on_tamper(const device *d);
/* When that is to be done next; INT64_MAX: not of its own accord. */
alb_time gas_next(const device *d);

/* execution_run for a command in GBZ: its components in order (GBCS 7.3; gbcs-messages.md 7.4). */
ALB_MUST_USE bool gas_execution_run(execution *x);

#endif
