/* The frames taken last, so that one that comes again is not taken twice (net/link.h: delivery is at least
 * once). For one thread. */
#ifndef ALB_SIM_SEEN_H
#define ALB_SIM_SEEN_H

#include "base/span.h"

typedef struct seen seen;

seen *seen_new(void);
void seen_free(seen *s);
/* The same message under the same sequence number: an other end that started anew counts from 1 again. */
ALB_MUST_USE bool seen_before(const seen *s, uint64_t sequence, alb_span message);
void seen_note(seen *s, uint64_t sequence, alb_span message);
/* It was not delivered after all: it will come again. */
void seen_forget(seen *s, uint64_t sequence, alb_span message);

#endif
