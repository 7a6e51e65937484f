/* Recovery of a device: the DCC's own request, which no User has asked for. */
#ifndef ALB_DCC_RECOVERY_H
#define ALB_DCC_RECOVERY_H

#include "effect.h"
#include "own_request.h"

dcc_note dcc_note_recovered;
dcc_effect dcc_effect_recovered;

#endif
