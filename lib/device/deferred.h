/* Dated commands in ASN.1, kept whole until their time (GBCS 9.2; gbcs-messages.md 9): one of each message
 * code and party. */
#ifndef ALB_DEVICE_DEFERRED_H
#define ALB_DEVICE_DEFERRED_H

#include "base/buf.h"
#include "base/eui64.h"
#include "base/time.h"

enum { DEFERRED_MOST = 16 };

typedef struct deferred {
    alb_time at;
    alb_time received; /* when certificates had to be valid */
    uint16_t message_code;
    uint8_t role; /* smki_role in which the originator sent it */
    uint64_t counter;
    alb_eui64 originator;
    uint8_t *content; /* own memory */
    uint32_t len;
} deferred;

/* All zero: none. */
typedef struct deferrals {
    deferred *items; /* by time */
    size_t count;
} deferrals;

void deferred_release(deferred *d);
void deferrals_release(deferrals *all);
/* Keeps a command and a copy of its content, in place of an earlier one of its kind. False: no room. */
ALB_MUST_USE bool deferrals_add(deferrals *all, const deferred *command, alb_span content);
void deferrals_cancel(deferrals *all, uint16_t message_code, uint8_t role);
/* Takes the first that is due, which the caller then releases; false: none. */
ALB_MUST_USE bool deferrals_next(deferrals *all, alb_time now, deferred *out);
/* When the next is due; INT64_MAX: none. */
alb_time deferrals_due(const deferrals *all);

void deferrals_save(const deferrals *all, alb_buf *out);
void deferrals_restore(deferrals *all, alb_rd *in);

#endif
