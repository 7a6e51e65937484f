/* The second device of a request: the one to be listed by a hub (8.11), or joined and unjoined (8.7, 8.8). */
#ifndef ALB_DCC_PARTNER_H
#define ALB_DCC_PARTNER_H

#include "dcc_internal.h"

/* Is it what the service needs (duis.md 8.2)? Passes requests that name none. */
dcc_step dcc_check_partner;
/* Its type and certificate, for the transform. */
ALB_MUST_USE alb_status dcc_partner_context(const dcc_case *c, duis_context *context, alb_err *err);

#endif
