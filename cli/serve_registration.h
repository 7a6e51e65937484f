/* The folder of registration data that `albion serve` looks into. */
#ifndef ALB_CLI_SERVE_REGISTRATION_H
#define ALB_CLI_SERVE_REGISTRATION_H

#include "base/log.h"
#include "dcc/dcc.h"

typedef struct serve_registration serve_registration;

/* Starts looking, every two seconds; dcc, keys and log are borrowed until it is stopped. */
ALB_MUST_USE alb_status serve_registration_start(dcc *d, const char *dir, const smki_keystore *keys,
                                                 const alb_log *log, serve_registration **out, alb_err *err);
/* NULL is fine. A file that is being taken in is finished. */
void serve_registration_stop(serve_registration *s);

#endif
