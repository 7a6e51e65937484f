/* Spans one behind the other, each behind its length of four octets. */
#ifndef ALB_SIM_BUFFER_H
#define ALB_SIM_BUFFER_H

#include "base/buf.h"

static inline void buffer_add(alb_buf *b, alb_span s)
{
    uint8_t length[4];
    alb_wr w = alb_wr_init(length, sizeof length);
    alb_wr_be32(&w, (uint32_t)s.len);
    alb_buf_add(b, alb_wr_span(&w));
    alb_buf_add(b, s);
}

/* False at the end, or when it is broken. */
static inline bool buffer_next(alb_rd *r, alb_span *out)
{
    if (alb_rd_left(r) == 0) {
        return false;
    }
    *out = alb_rd_bytes(r, alb_rd_be32(r));
    return r->st == ALB_OK;
}

#endif
