/* Homes on disk: a file for each home that a command or an outage has changed, written before anybody hears
 * of the change, with the messages that wait to be accepted. */
#ifndef ALB_SIM_KEEPING_H
#define ALB_SIM_KEEPING_H

#include "home.h"

/* dir: NULL keeps nothing. waiting: the home's messages, as buffer.h writes them. */
ALB_MUST_USE alb_status keeping_write(const char *dir, alb_eui64 hub, const home *h, alb_span waiting,
                                      alb_err *err);
/* NOT_FOUND: the home has no file. Messages that waited are appended to waiting. */
ALB_MUST_USE alb_status keeping_read(const char *dir, alb_eui64 hub, home *h, alb_buf *waiting, alb_err *err);
/* Calls visit for every home that has a file. */
ALB_MUST_USE alb_status keeping_visit(const char *dir, void (*visit)(void *ctx, alb_eui64 hub), void *ctx,
                                      alb_err *err);

/* "0123456789abcdef.home": a file of a home. */
ALB_MUST_USE bool keeping_is_name(const char *name);
/* Is that a file of a home as this program writes them? */
ALB_MUST_USE bool keeping_understands(alb_span file);

/* The homes of a directory belong to one fleet at a time, whichever process has it. BUSY: another has them.
 * dir: NULL locks nothing, and *lock is -1. */
ALB_MUST_USE alb_status keeping_lock(const char *dir, int *lock, alb_err *err);
void keeping_unlock(int lock);

#endif
