/* Reading and writing whole files. */
#ifndef ALB_BASE_FILE_H
#define ALB_BASE_FILE_H

#include "base/buf.h"

/* Adds the contents of path ("-": standard input) to out, up to out->max. */
ALB_MUST_USE alb_status alb_file_read(const char *path, alb_buf *out, alb_err *err);
/* Writes atomically (temporary file, fsync, rename) with the given permissions. */
ALB_MUST_USE alb_status alb_file_write(const char *path, alb_span contents, unsigned mode, alb_err *err);
/* The same for a file that must not be there yet (EXISTS), whoever else is about to write it. */
ALB_MUST_USE alb_status alb_file_create(const char *path, alb_span contents, unsigned mode, alb_err *err);
/* Calls visit for every regular file below dir, depth first, names in byte order; stops at the first failure.
 * Symbolic links to directories are not followed. */
ALB_MUST_USE alb_status alb_file_walk(const char *dir,
                                      alb_status (*visit)(void *ctx, const char *path, alb_err *err),
                                      void *ctx, alb_err *err);
/* Makes dir and its parents; it is fine if they exist. */
ALB_MUST_USE alb_status alb_dir_make(const char *dir, unsigned mode, alb_err *err);

#endif
