/* Rules for a Service Request beyond the schema, as far as the request alone decides (duis.md 7, steps 9, 18
 * and 19; 9.1, 9.2). What needs more (who the User is, the device, the time of day) is for the DCC to check.
 */
#ifndef ALB_DUIS_RULES_H
#define ALB_DUIS_RULES_H

#include "duis/document.h"

/* BAD_VALUE when a rule is broken: *code is the response code, err->path the place, err->detail why. The
 * first broken rule is told. A Response breaks none. */
ALB_MUST_USE alb_status duis_check_rules(const duis_document *doc, const char **code, alb_err *err);

#endif
