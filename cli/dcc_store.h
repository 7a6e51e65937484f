/* The DCC's store, opened by the sub-commands that administer it, whether `albion serve` runs on it or not.
 */
#ifndef ALB_CLI_DCC_STORE_H
#define ALB_CLI_DCC_STORE_H

#include "cli.h"
#include "input.h"

#include "dcc/dcc.h"
#include "store/store.h"

/* The options that name it, for a cli_option list. */
typedef struct dcc_store_options {
    const char *data; /* NULL: albion-data */
    const char *url;  /* NULL: the SQLite file in data */
} dcc_store_options;
#define DCC_STORE_OPTIONS(o)                                                                                 \
    {"--data", &(o)->data, NULL},                                                                            \
    {                                                                                                        \
        "--store", &(o)->url, NULL                                                                           \
    }

/* False, with a line on standard error, when it cannot be opened. */
ALB_MUST_USE bool dcc_store_open_for(const dcc_store_options *o, store **out);

/* "2026-03-02T10:00:00Z", or a date, which is its London midnight; NULL: now. False, with a line on standard
 * error. */
ALB_MUST_USE bool dcc_store_time(const char *text, alb_time *out);

/* Prints the failure; the exit code that goes with it: CLI_FAILED where the answer is no. */
int dcc_store_complain(const char *what, alb_status st, const alb_err *err);

#endif
