/* Top-up tokens at a meter of either fuel: found authentic, or refused with what the standard logs
 * (devices.md 9.7). */
#ifndef ALB_DEVICE_TOKEN_H
#define ALB_DEVICE_TOKEN_H

#include "account.h"
#include "device_internal.h"

/* Tops the account up by a token; counter: of the message that brought it, 0: it was typed in. *amount: what
 * it granted, in thousandths of a penny. False: it was refused, which stands in the security log unless the
 * meter is in credit mode, where there is nothing to top up. */
ALB_MUST_USE bool token_enter(device *d, gbcs_keys *keys, const accounting *a, alb_span digits,
                              uint64_t counter, int32_t *amount);

/* Typing in is suspended for a while after five wrong tokens in a row. False: it is, and the event says so.
 */
ALB_MUST_USE bool token_may_type(account *a, alb_time at, event_list *events);
/* A token was typed in, and was right or wrong. */
void token_typed(account *a, bool right, alb_time at, event_list *events);

#endif
