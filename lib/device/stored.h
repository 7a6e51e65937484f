/* Attributes that are kept as they were written, methods that a whole class has, and values that wait for
 * their time: what holds for any object of the catalogue, whatever it means (devices.md 2.7, 4.1). */
#ifndef ALB_DEVICE_STORED_H
#define ALB_DEVICE_STORED_H

#include "execution.h"

/* The value that was written to the device, or the factory's. False: it has no such attribute. */
ALB_MUST_USE bool stored_value(const device *d, const setting_key *key, leaves *out);
access_result stored_get(const execution *x, const setting_key *key, leaves *out);
/* Keeps the value at `at` of the command. Activation attributes say when the values set beside them take
 * force: x->pending gathers both. */
access_result stored_set(execution *x, const cat_item *item, uint32_t at);
/* Methods of register, profile and charge. */
access_result stored_method(execution *x, const cat_item *item);

/* Once all items are done: puts in force, notes or cancels what the command gathered. */
access_result stored_finish(execution *x);
/* Puts in force what is due, in the order of time, and tells who asked for it. */
void stored_activate_due(const voice *v, alb_time now);

#endif
