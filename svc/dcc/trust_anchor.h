/* Whose certificates a device holds, as far as the DCC has seen them put there. */
#ifndef ALB_DCC_TRUST_ANCHOR_H
#define ALB_DCC_TRUST_ANCHOR_H

#include "dcc_internal.h"

/* The parties in a device's cells for suppliers and network operators, into c->device. */
ALB_MUST_USE alb_status dcc_credentials_read(store_tx *tx, dcc_device_record *device, alb_err *err);
/* role: as certificates and cells number it (gbcs-messages.md 14.1). */
ALB_MUST_USE alb_status dcc_credential_set(store_tx *tx, alb_eui64 device, uint8_t role, alb_eui64 party,
                                           alb_err *err);

/* The parties that a device says it has put into its cells (dcc_note_credentials); N64 where the change of
 * supplier's is among them. */
ALB_MUST_USE alb_status dcc_keep_credentials(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err);

#endif
