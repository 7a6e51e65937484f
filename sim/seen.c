#include "seen.h"

#include "digest.h"

#include <stdlib.h>

enum { KEPT = 8192 };

typedef struct note {
    uint64_t sequence, digest;
} note;

struct seen {
    note notes[KEPT]; /* by sequence, modulo */
};

seen *seen_new(void)
{
    return calloc(1, sizeof(seen));
}

void seen_free(seen *s)
{
    free(s);
}

/* Never 0, which is a note not taken. */
static uint64_t digest_of(alb_span message)
{
    return sim_digest(message) | 1;
}

bool seen_before(const seen *s, uint64_t sequence, alb_span message)
{
    const note *n = &s->notes[sequence % KEPT];
    return n->sequence == sequence && n->digest == digest_of(message);
}

void seen_note(seen *s, uint64_t sequence, alb_span message)
{
    s->notes[sequence % KEPT] = (note){.sequence = sequence, .digest = digest_of(message)};
}

void seen_forget(seen *s, uint64_t sequence, alb_span message)
{
    if (seen_before(s, sequence, message)) {
        s->notes[sequence % KEPT] = (note){.sequence = 0};
    }
}
