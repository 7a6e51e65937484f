/* What the core of a device asks its electricity meter part (devices.md 8, 9). Other devices have none: it
 * does nothing. */
#ifndef ALB_DEVICE_ESME_DEVICE_H
#define ALB_DEVICE_ESME_DEVICE_H

#include "execution.h"

struct esme;

/* An electricity meter. */
bool esme_is(const device *d);
void esme_forget(device *d);

/* Works out what happened up to now. What there is to tell waits for esme_tell. */
void esme_pass(device *d, alb_time now);
void esme_tell(const voice *v);
/* Both. */
void esme_catch_up(const voice *v, alb_time now);
/* When that is to be done next; INT64_MAX: not of its own accord. */
alb_time esme_next(const device *d);

/* These values are about to change, all at one time; and have changed. What the meter works by is worked out
 * up to then as it was before. */
void esme_before_change(device *d, const setting_key *keys, size_t count, alb_time at);
void esme_after_change(device *d, const setting_key *keys, size_t count);

/* Sends the billing data log's entry of that time (ECS68). */
void esme_alert_billing(const voice *v, alb_time at);

#endif
