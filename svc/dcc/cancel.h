/* Schedules and dated requests for a device that lose their ground (duis.md 10, 12; dcc-services.md 11). */
#ifndef ALB_DCC_CANCEL_H
#define ALB_DCC_CANCEL_H

#include "dcc_internal.h"

typedef enum dcc_cause {
    DCC_CAUSE_END,    /* decommissioned, withdrawn, in recovery: everybody's work for the device goes */
    DCC_CAUSE_TENANCY /* change of tenancy: that of Other Users */
} dcc_cause;

/* Ends what loses its ground and tells its owners. What ends with a registration is supply.c's. */
ALB_MUST_USE alb_status dcc_cancel_work(store_tx *tx, dcc_cause why, alb_eui64 device, alb_time now,
                                        alb_err *err);

#endif
