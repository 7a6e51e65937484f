/* The list of simulated homes of a data directory: read, brought in (albion fleet import), written (export).
 */
#ifndef ALB_CLI_HOMES_LIST_H
#define ALB_CLI_HOMES_LIST_H

#include "sim/list.h"

/* The homes of a file; NULL: those of the list in the data directory, or where it has none so many made up
 * with that mix. Faults of a file go to standard error, a line each. The caller frees the list. */
ALB_MUST_USE alb_status homes_list_open(const char *file, const char *data, uint64_t homes, const char *mix,
                                        sim_list **out, alb_err *err);

int cli_fleet_import(int argc, char **argv);
int cli_fleet_export(int argc, char **argv);

#endif
