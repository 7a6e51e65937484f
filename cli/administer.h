/* What sub-commands ask of a running `albion serve` on this machine. */
#ifndef ALB_CLI_ADMINISTER_H
#define ALB_CLI_ADMINISTER_H

#include "base/buf.h"

#define CLI_DEFAULT_SERVER "http://127.0.0.1:8079"

/* One exchange with server at path: an exit code, with a line about `what` on standard error when it is not
 * CLI_OK. The answer goes to `answer`, or, where that is NULL, nowhere. It may take an hour: the clock can
 * have a long way to go. */
int cli_administer(const char *server, const char *method, const char *what, const char *path, alb_span body,
                   alb_buf *answer);
/* The same, with the answer on standard output. */
int cli_administer_show(const char *server, const char *method, const char *what, const char *path,
                        alb_span body);

#endif
