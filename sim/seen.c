#include "seen.h"

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

/* FNV-1a: to tell a repetition from another message, not to defend against one. Never 0, which is a note not
 * taken. */
static uint64_t digest_of(alb_span message)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < message.len; i++) {
        h = (h ^ message.ptr[i]) * UINT64_C(0x100000001b3);
    }
    return h | 1;
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
