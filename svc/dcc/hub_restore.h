/* 8.12: the log that a new hub or gas proxy is given. */
#ifndef ALB_DCC_HUB_RESTORE_H
#define ALB_DCC_HUB_RESTORE_H

#include "dcc_internal.h"

/* Is the old device known, and its log stored? Passes requests that restore nothing. */
dcc_step dcc_check_restore;
/* The stored log, for the transform. */
ALB_MUST_USE alb_status dcc_restore_context(const dcc_case *c, duis_context *context, alb_err *err);

#endif
