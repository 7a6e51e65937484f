#include "dcc_internal.h"

#include <stdlib.h>

/* Room for the largest request, decoded, with its firmware image. */
enum { ARENA_LIMIT = 8 * DUIS_MAX_FIRMWARE_REQUEST };

dcc_worker *dcc_worker_new(dcc *d)
{
    dcc_worker *w = calloc(1, sizeof *w);
    if (!w) {
        return NULL;
    }
    w->dcc = d;
    w->keys = gbcs_keys_sharing(d->keys, d->secrets);
    w->xml = xml_context_new();
    w->arena = alb_arena_new(ARENA_LIMIT);
    if (!w->keys || !w->xml || !w->arena) {
        dcc_worker_free(w);
        return NULL;
    }
    return w;
}

void dcc_worker_free(dcc_worker *w)
{
    if (w) {
        alb_arena_free(w->arena);
        xml_context_free(w->xml);
        gbcs_keys_free(w->keys);
        free(w);
    }
}
