/* Rules for a Service Request beyond the schema (duis.md 7, steps 9 and 18 to 20). The rules themselves are
 * rows of catalogue/request_rule.h; what a row asks of the device, the User or the clock is judged when the
 * context knows it.
 */
#ifndef ALB_DUIS_RULES_H
#define ALB_DUIS_RULES_H

#include "catalogue/request_rule.h"
#include "duis/document.h"

/* The date of execution that cancels a future dated request: 3000-12-31, or anything later (duis.md 13). */
#define DUIS_CANCELLATION ((alb_time)32535129600000)

typedef enum duis_party {
    DUIS_PARTY_NOT_KNOWN,
    DUIS_PARTY_OF_DEVICE,    /* the device holds the User's certificates */
    DUIS_PARTY_SUPPLEMENTARY /* it does not: commands come through the ACB */
} duis_party;

/* What a request does not say; zero where it is not known. */
typedef struct duis_rule_context {
    alb_time now;    /* before 2000: not known */
    uint16_t device; /* CAT_DEVICE_ bit of the target */
    uint8_t phases;  /* of an electricity meter: 1 or 3 */
    uint16_t users;  /* CAT_USER_ bits that the User may act in */
    duis_party party;
} duis_rule_context;

/* The rules about the form of a request: what names its service and its Command Variant. For before access
 * control; duis_check_rules asks them too. */
ALB_MUST_USE alb_status duis_check_form(const duis_document *doc, const cat_request_rule **broken,
                                        alb_err *err);

/* BAD_VALUE when a rule is broken: *broken is the first such rule, with its response code, err->path the
 * place, err->detail why. When more is not NULL, all faults are added to it, one line each. context NULL:
 * nothing is known. A Response breaks no rule. */
ALB_MUST_USE alb_status duis_check_rules(const duis_document *doc, const duis_rule_context *context,
                                         alb_buf *more, const cat_request_rule **broken, alb_err *err);

#endif
