/* What a User sent and what became of it: an inbox that counts. */
#ifndef ALB_TESTS_CRASH_TALLY_H
#define ALB_TESTS_CRASH_TALLY_H

#include "base/buf.h"

/* Starts the inbox. False: it cannot. */
bool tally_start(void);
void tally_stop(void);
/* "127.0.0.1:PORT" of the inbox. */
const char *tally_address(void);

/* A request is about to leave; its outcome may be quicker than its answer. The number to name it by. */
size_t tally_send(uint64_t counter);
/* Its acknowledgement came. */
void tally_acknowledge(size_t number);
/* Acknowledged requests without an outcome. */
size_t tally_missing(void);

typedef struct tally_sum {
    size_t sent, acknowledged, missing;
    size_t repeated;     /* delivered more than once */
    size_t unheard;      /* accepted, and the answer was lost */
    size_t in_two_forms; /* delivered in octets that differ: never */
} tally_sum;
tally_sum tally(void);

#endif
