/* What devices of a home do for each other over its network without a message of GBCS (devices.md 12). */
#ifndef ALB_DEVICE_HAN_H
#define ALB_DEVICE_HAN_H

#include "voice.h"

/* Asks another device of the home. False: it cannot be reached, or does not do it. */
ALB_MUST_USE bool han_ask(const voice *v, alb_eui64 to, const device_han *asked);
/* A HCALCS that has power again is off until its meter tells it what it shall be. */
void han_wake(const voice *v);

#endif
