/* Storms of alerts (duis.md 18). */
#ifndef ALB_DCC_ALERT_STORM_H
#define ALB_DCC_ALERT_STORM_H

#include "dcc_internal.h"

/* Takes an alert of a device, in the transaction that delivers it. False in out: it came before, or it is
 * kept back. o->data: the device's message. */
ALB_MUST_USE alb_status dcc_admit_alert(store_tx *tx, const dcc_outcome *o, alb_time now, bool *out,
                                        alb_err *err);
/* Has this alert had its effect before? Takes it for good. */
ALB_MUST_USE alb_status dcc_take_alert(store_tx *tx, const dcc_outcome *o, alb_time now, bool *is_new,
                                       alb_err *err);
/* Passes on one alert for those that were kept back for an hour. True: there were some. */
bool dcc_end_storms(dcc_worker *w);

#endif
