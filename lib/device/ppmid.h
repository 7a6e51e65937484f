/* What a PPMID asks its meters for the person in front of it, and what it hears of it (devices.md 12.1). */
#ifndef ALB_DEVICE_PPMID_H
#define ALB_DEVICE_PPMID_H

#include "voice.h"

/* The gas meter answers. */
void ppmid_hear(const voice *v, const gbcs_message *m);

#endif
