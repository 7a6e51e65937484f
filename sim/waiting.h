/* Messages that a hub keeps for a device that sleeps. */
#ifndef ALB_SIM_WAITING_H
#define ALB_SIM_WAITING_H

#include "base/buf.h"
#include "base/time.h"

enum { WAITING_MOST = 32 };

/* All zero: none. */
typedef struct waiting {
    struct waiting_message {
        alb_time wakes;  /* when the device fetches it */
        uint8_t *octets; /* own memory */
        uint32_t len;
    } items[WAITING_MOST];
    uint8_t count;
} waiting;

void waiting_release(waiting *w);
/* False: no room, or no memory. */
ALB_MUST_USE bool waiting_add(waiting *w, alb_span message, alb_time wakes);
/* The first one that is to be fetched by now; valid until it is dropped. False: none. */
ALB_MUST_USE bool waiting_take(const waiting *w, alb_time now, alb_span *message);
/* Forgets the first one. */
void waiting_drop(waiting *w);
/* When the next is fetched; INT64_MAX: none waits. */
alb_time waiting_due(const waiting *w);

void waiting_save(const waiting *w, alb_buf *out);
/* False: not such a state. */
ALB_MUST_USE bool waiting_restore(waiting *w, alb_rd *in);

#endif
