/* Rows of an electricity meter's logs as leaves (devices.md 4.3). */
#ifndef ALB_DEVICE_ESME_MEMBERS_H
#define ALB_DEVICE_ESME_MEMBERS_H

#include "esme_work.h"
#include "leaves.h"

/* Time and registers. */
void esme_say_registers(const device *d, const esme_snapshot *s, leaves *out);

#endif
