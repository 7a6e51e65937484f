/* What a device is set to when it leaves the factory (devices.md 19.3). */
#ifndef ALB_DEVICE_FACTORY_H
#define ALB_DEVICE_FACTORY_H

#include "settings.h"

/* The number that every number of that attribute is; 0 where nothing else is said. */
uint64_t factory_number(const setting_key *key);

#endif
