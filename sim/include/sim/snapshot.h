/* All that commands and time have changed in the homes of a fleet, as one file and back (docs/fleet.md has
 * its form).
 *
 * A data directory has it as files: a file a home below homes/, and beside that the list of homes (homes.csv)
 * and how the SM WAN is (network), where these are there. A fleet that runs on the directory keeps them up to
 * date, so that a snapshot may be taken of one that runs, best while nothing is under way; put back it is
 * only where none runs.
 */
#ifndef ALB_SIM_SNAPSHOT_H
#define ALB_SIM_SNAPSHOT_H

#include "base/span.h"
#include "base/status.h"

#include <stddef.h>
#include <stdio.h>

/* Writes the homes of a data directory to a file, which it replaces whole or not at all. n: the homes in it,
 * those that differ from new ones. */
ALB_MUST_USE alb_status sim_snapshot_save(const char *data, const char *file, size_t *n, alb_err *err);
/* Puts the homes of a file in the place of those in data; those that the file does not name are new again. A
 * file that is damaged (BAD_FORMAT, MISMATCH), cut off (TRUNCATED) or of another version (UNSUPPORTED), or a
 * fleet that runs there (BUSY), leaves all as it was. */
ALB_MUST_USE alb_status sim_snapshot_restore(const char *file, const char *data, size_t *n, alb_err *err);

/* Does a fleet run on the homes of that data directory, in whichever process? */
bool sim_homes_are_in_use(const char *data);

/* Reads a snapshot from where in stands to its end and calls visit for each of its parts, by name; a part
 * that visit fails for ends it. What was visited counts only once this has returned ALB_OK: the digest stands
 * at the end. */
ALB_MUST_USE alb_status sim_snapshot_read(FILE *in,
                                          alb_status (*visit)(void *ctx, const char *name, alb_span content,
                                                              alb_err *err),
                                          void *ctx, alb_err *err);

#endif
