/* Protection against replay: one execution counter a role (gbcs-messages.md 4.2). */
#include "gbcs/verify.h"

enum { CODE_TOP_UP_DLMS = 0x0007, CODE_TOP_UP_GBZ = 0x0097 };

/* Where the sources leave the mark open, a critical command is taken as protected: CS02b, CS02g and CS06 even
 * carry the counter in their content, which makes no sense otherwise. */
static bool is_protected(const cat_use_case *use_case)
{
    switch (use_case->replay_protected) {
    case CAT_YES:
        return true;
    case CAT_NO:
        return false;
    case CAT_NOT_STATED:
        return use_case->critical;
    }
    return true;
}

static alb_status refuse(alb_err *err, uint64_t counter, uint64_t last)
{
    return alb_fail(err, ALB_REPLAYED, "GBCS 9.2.2.7", 0, "counter %llu is not above %llu",
                    (unsigned long long)counter, (unsigned long long)last);
}

alb_status gbcs_replay_accept(gbcs_execution_counters *counters, const cat_use_case *use_case, smki_role role,
                              uint64_t counter, alb_err *err)
{
    /* Top-ups count far above other commands and may come in any order: the floor of the prepayment cell
     * bounds them, the token's own cache (gbcs/utrn.h) finds the duplicates. */
    if (use_case->message_code == CODE_TOP_UP_DLMS || use_case->message_code == CODE_TOP_UP_GBZ) {
        return counter > counters->supplier_top_up ? ALB_OK : refuse(err, counter, counters->supplier_top_up);
    }
    if (!is_protected(use_case)) {
        return ALB_OK;
    }
    if ((size_t)role >= ALB_COUNT(counters->by_role)) {
        return alb_fail(err, ALB_NOT_AUTHORISED, "GBCS 9.2.2.7", 0, "role %d has no execution counter",
                        (int)role);
    }
    uint64_t *last = &counters->by_role[role];
    if (counter <= *last) {
        return refuse(err, counter, *last);
    }
    *last = counter;
    return ALB_OK;
}
