/* Who may act on devices for which nobody is registered yet (duis.md 7.1). */
#ifndef ALB_DCC_INSTALLER_H
#define ALB_DCC_INSTALLER_H

#include "dcc_internal.h"

/* Of a hub, and of its gas proxy with it. */
ALB_MUST_USE alb_status dcc_set_installer(store_tx *tx, alb_eui64 hub, alb_eui64 user, alb_err *err);
/* Does the User bring the device in? Its pre-notifier until it is commissioned; for what brings devices
 * to a hub (8.11, 8.12) the hub's installer, and the supplier that is registered for the meter point in the
 * request. */
ALB_MUST_USE alb_status dcc_is_installer(store_tx *tx, const dcc_case *c, bool *out, alb_err *err);

/* Did that User notify the device, or install that hub? */
ALB_MUST_USE alb_status dcc_is_installer_of(store_tx *tx, alb_eui64 device, alb_eui64 user, bool *out,
                                            alb_err *err);

/* Devices that nobody has brought in for 36 months leave the inventory (dcc-services.md 7.4, T4). */
bool dcc_expire_pending(dcc_worker *w);
/* N3 to the pre-notifier of a device that leaves, but not to the User who takes it out; NULL: nobody does. */
ALB_MUST_USE alb_status dcc_tell_removed(store_tx *tx, alb_eui64 device, const alb_eui64 *by, alb_time now,
                                         alb_err *err);

#endif
