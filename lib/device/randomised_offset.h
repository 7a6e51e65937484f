/* The randomised offset: by how much this meter's switching times are late, so that not all meters of the
 * nation switch at once (SMETS2 5.7.4.33, 5.7.5.28; devices.md 4.7). */
#ifndef ALB_DEVICE_RANDOMISED_OFFSET_H
#define ALB_DEVICE_RANDOMISED_OFFSET_H

#include "device_internal.h"

enum { RANDOMISED_OFFSET_MOST = 1799 }; /* seconds that the limit may be set to */

/* Of the device's making: ten-thousandths of the limit. */
uint16_t randomised_offset_number(const device *d);
/* Seconds. */
uint16_t randomised_offset(const device *d, alb_arena *arena);

#endif
