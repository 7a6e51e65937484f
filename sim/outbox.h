/* What the fleet sends: answers to frames, which are lost with the link, and messages of devices, which are
 * kept until the DCC has them (net/link.h). A thread of its own sends, so that nobody who serves a device or
 * reads the link waits for the other end.
 */
#ifndef ALB_SIM_OUTBOX_H
#define ALB_SIM_OUTBOX_H

#include "base/time.h"
#include "net/link.h"

typedef struct outbox outbox;

ALB_MUST_USE alb_status outbox_new(outbox **out, alb_err *err);
/* Ends its thread. What was not accepted is lost. */
void outbox_free(outbox *o);

/* Sends through this link from now on, everything that was not accepted first. The link is the caller's and
 * must stay until outbox_detach has returned. */
void outbox_attach(outbox *o, link_socket *link);
/* Returns when no frame is under way on the link; the caller has closed it, so that none stays. */
void outbox_detach(outbox *o);

/* DELIVERED for reason 0, else FAILED. */
void outbox_answer(outbox *o, uint64_t sequence, uint8_t reason);
/* A hub has lost its power, or has it back. */
void outbox_power(outbox *o, alb_eui64 hub, bool on);
/* A message of a device. Lost only without memory. */
void outbox_report(outbox *o, alb_eui64 hub, alb_span message);
void outbox_accepted(outbox *o, uint64_t sequence);
/* Everything has been sent, and accepted where that is asked for. */
bool outbox_is_empty(outbox *o);
/* Calls visit for every message of that hub's devices that waits to be accepted; nothing else may be done
 * with the outbox meanwhile. */
void outbox_visit(outbox *o, alb_eui64 hub, void (*visit)(void *ctx, alb_span message), void *ctx);

#endif
