/* What a meter does on an event that its parties may set: tell them, show it on devices of the home, sound an
 * alarm, write it down (SMETS2 5.7.4.1, 5.7.4.51; devices.md 16.5). Of electricity meters; gas meters have a
 * behaviour an event (gas_alert.c). */
#ifndef ALB_DEVICE_BEHAVIOUR_H
#define ALB_DEVICE_BEHAVIOUR_H

#include "device_internal.h"

typedef enum behaviour { BEHAVIOUR_ALERT, BEHAVIOUR_SHARE, BEHAVIOUR_ALARM, BEHAVIOUR_LOG } behaviour;

/* Is it set to do that? Always true for what nobody may set. */
bool behaviour_is_on(const device *d, uint16_t code, behaviour what);

#endif
