/* What the fleet sends: answers to frames, which are lost with their link, and messages of devices, which are
 * kept until a DCC has them (net/link.h). There may be several links, to several servers of one DCC: a
 * message goes to the server that sent something to that hub last, or to any while that one is away. A thread
 * a link sends, so that nobody who serves a device or reads a link waits for the other end, and no server for
 * another.
 */
#ifndef ALB_SIM_OUTBOX_H
#define ALB_SIM_OUTBOX_H

#include "base/time.h"
#include "net/link.h"

enum { OUTBOX_LINKS = 16 };

typedef struct outbox outbox;

ALB_MUST_USE alb_status outbox_new(outbox **out, alb_err *err);
/* Every link has been detached. What was not accepted is lost. */
void outbox_free(outbox *o);

/* Sends through this link too from now on; what was not accepted goes out again where no other link has it.
 * The link is the caller's and must stay until outbox_detach has returned. slot: the link's number from now
 * on, below OUTBOX_LINKS. BUSY: there are too many. */
ALB_MUST_USE alb_status outbox_attach(outbox *o, link_socket *link, unsigned *slot, alb_err *err);
/* Returns when no frame is under way on the link; the caller has closed it, so that none stays. */
void outbox_detach(outbox *o, unsigned slot);
/* Whatever was put into the outbox, but for a few messages that wait for company, is on its way; this sends
 * those too. Whoever has nothing more to say for now calls it. */
void outbox_flush(outbox *o);
/* Waits while more stands before a link than it takes at once: for those who say much of their own accord. */
void outbox_wait_for_room(outbox *o);
/* The server at that link is in touch with the hub. */
void outbox_note(outbox *o, alb_eui64 hub, unsigned slot);

/* DELIVERED for reason 0, else FAILED. */
void outbox_answer(outbox *o, unsigned slot, uint64_t sequence, uint8_t reason);
/* UNDER_WAY: the answer comes at that date or later. */
void outbox_under_way(outbox *o, unsigned slot, uint64_t sequence, alb_time until);
/* A hub has lost its power, or has it back. */
void outbox_power(outbox *o, alb_eui64 hub, bool on);
/* A message of a device. Lost only without memory, or if no frame can hold it. */
void outbox_report(outbox *o, alb_eui64 hub, alb_span message);
void outbox_accepted(outbox *o, uint64_t sequence);
/* Everything has been sent, and accepted where that is asked for. */
bool outbox_is_empty(outbox *o);
/* Calls visit for every message of that hub's devices that waits to be accepted; nothing else may be done
 * with the outbox meanwhile. */
void outbox_visit(outbox *o, alb_eui64 hub, void (*visit)(void *ctx, alb_span message), void *ctx);

#endif
