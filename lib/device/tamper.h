/* What a device notices of being tampered with (devices.md 8.12). */
#ifndef ALB_DEVICE_TAMPER_H
#define ALB_DEVICE_TAMPER_H

#include "voice.h"

/* Tells what has changed since it was told. */
void tamper_look(const voice *v);

#endif
