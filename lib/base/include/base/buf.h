/* A growable buffer with a maximum, for output whose size is not known. Owned by the caller; release it. */
#ifndef ALB_BASE_BUF_H
#define ALB_BASE_BUF_H

#include "base/span.h"

typedef struct alb_buf {
    uint8_t *ptr;
    size_t len;
    size_t cap;
    size_t max;
    alb_status st; /* sticky: NO_MEMORY or TOO_LARGE */
} alb_buf;

void alb_buf_init(alb_buf *b, size_t max);
void alb_buf_release(alb_buf *b);
/* Keeps the memory, forgets the contents and the status. */
void alb_buf_clear(alb_buf *b);
void alb_buf_add(alb_buf *b, alb_span s);
void alb_buf_add_text(alb_buf *b, const char *text);
void alb_buf_add_u8(alb_buf *b, uint8_t v);
void alb_buf_printf(alb_buf *b, const char *fmt, ...) ALB_PRINTF(2, 3);
/* n more octets at the end for the caller to fill; NULL on failure. */
uint8_t *alb_buf_extend(alb_buf *b, size_t n);

static inline alb_span alb_buf_span(const alb_buf *b)
{
    return (alb_span){b->ptr, b->st == ALB_OK ? b->len : 0};
}

#endif
