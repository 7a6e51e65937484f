/* Simulated homes on their way into the DCC, many in one transaction, their certificates into files of the
 * data directory. */
#ifndef ALB_CLI_HOME_BATCH_H
#define ALB_CLI_HOME_BATCH_H

#include "dcc/dcc.h"
#include "sim/fleet.h"

typedef struct home_batch home_batch;

/* dir, copied: where certificates go, <eui>-ds.pem and <eui>-ka.pem of each device; or, where bundles, all of
 * a batch into one file named after its first device. */
ALB_MUST_USE alb_status home_batch_new(dcc *d, sim_fleet *fleet, const char *dir, bool bundles,
                                       home_batch **out, alb_err *err);
/* What was not registered is forgotten. */
void home_batch_free(home_batch *b);

/* One more home of a batch that is not full: a copy that lives until the batch is registered, for texts of
 * its devices to point into. */
const sim_listing *home_batch_next(home_batch *b, const sim_listing *home);
bool home_batch_is_full(const home_batch *b);

/* For the inventory, with certificates of the fleet where it has keys. The texts are borrowed until the batch
 * is registered. TOO_LARGE: more than its homes have. */
ALB_MUST_USE alb_status home_batch_add(home_batch *b, const dcc_device *d, bool has_keys, alb_err *err);
/* A file alone: into the inventory comes what somebody notifies. */
ALB_MUST_USE alb_status home_batch_export(home_batch *b, alb_eui64 id, alb_err *err);
/* Who is registered for a meter point, on the same terms. */
ALB_MUST_USE alb_status home_batch_supply(home_batch *b, const dcc_registration *supply, alb_err *err);

/* All that was added since the last time, durable when it returns; it is empty then. */
ALB_MUST_USE alb_status home_batch_register(home_batch *b, alb_err *err);

#endif
