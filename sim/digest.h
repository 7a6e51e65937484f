/* FNV-1a: to tell a repetition from something else, not to defend against one. */
#ifndef ALB_SIM_DIGEST_H
#define ALB_SIM_DIGEST_H

#include "base/span.h"

static inline uint64_t sim_digest(alb_span octets)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < octets.len; i++) {
        h = (h ^ octets.ptr[i]) * UINT64_C(0x100000001b3);
    }
    return h;
}

#endif
