/* What a device has put off until its time: values that wait, dated commands, answers that were
 * ordered to come late. */
#ifndef ALB_DEVICE_DUE_H
#define ALB_DEVICE_DUE_H

#include "voice.h"

/* Carries out what is due by now. */
void activate_due_commands(const voice *v, alb_time now);
/* When the next is due; INT64_MAX: none. */
alb_time commands_due(const device *d);

#endif
