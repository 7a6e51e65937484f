/* The environment of an `albion serve`: what lies in its data directory, saved, put back, and made anew. */
#ifndef ALB_CLI_ENVIRONMENT_H
#define ALB_CLI_ENVIRONMENT_H

#include "base/status.h"
#include "base/time.h"

/* Copies keys, homes, clock and, as one consistent state, the store of data into the new directory `to`,
 * while a serve runs on it or none does. store_url: as the serve has it; NULL: the one in data. A copy that
 * did not succeed is taken away again. EXISTS: `to` is there; UNSUPPORTED: a store that is no file of data,
 * which has its own backup. */
ALB_MUST_USE alb_status environment_save(const char *data, const char *store_url, const char *to,
                                         alb_err *err);
/* Puts a saved environment in the place of data's, which no serve may run on. The old one is taken away once
 * the new one is whole. NOT_FOUND: `from` is no saved environment. */
ALB_MUST_USE alb_status environment_restore(const char *from, const char *data, alb_err *err);
/* Takes store, homes and clock away: the next start makes them anew. Keys and snapshots stay. */
ALB_MUST_USE alb_status environment_reset(const char *data, alb_err *err);

/* How far the clock of data was set ahead, and how fast it runs; 0 and 1000 where nobody steered it. */
void environment_read_clock(const char *data, alb_time *ahead, uint32_t *rate);
ALB_MUST_USE alb_status environment_write_clock(const char *data, alb_time ahead, uint32_t rate,
                                                alb_err *err);

/* A name for a snapshot: letters, digits, '-', '_', up to 64. */
ALB_MUST_USE bool environment_is_name(const char *name);

#endif
