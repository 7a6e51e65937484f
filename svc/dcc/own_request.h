/* Requests of the DCC itself, which no User asked for: commands of recovery, and what it owes for
 * communications hubs. They lie in the table of requests under the broker's name; nobody is told how they
 * end. */
#ifndef ALB_DCC_OWN_REQUEST_H
#define ALB_DCC_OWN_REQUEST_H

#include "dcc_internal.h"

/* What stands for a service in the row of the request. */
#define DCC_RECOVERY         "recovery"
#define DCC_HUB_ISSUE_KEYS   "hub 6.17"
#define DCC_HUB_UPDATE_KEYS  "hub 6.15.2"
#define DCC_HUB_READ_PARTIES "hub 6.24.1"
#define DCC_HUB_READ_KEYS    "hub 6.24.2"
bool dcc_is_own_request(const char *srv);

/* Sends row's command to the device: numbers it (id, sequence, and the RequestID), makes it by `make`, and
 * writes it in the transaction of `begin`. hub: of the device. MISMATCH: another server has the device. */
typedef struct dcc_own_request {
    dcc_request row;
    alb_eui64 device, hub;
    /* NULL: row.command is there. Fills row.command, its code, originator and counter. */
    alb_status (*make)(struct dcc_own_request *r, alb_err *err);
    alb_status (*begin)(store_tx *tx, const struct dcc_own_request *r, alb_err *err);
    void *ctx;
} dcc_own_request;
ALB_MUST_USE alb_status dcc_own_request_send(dcc *d, dcc_own_request *r, alb_err *err);

#endif
