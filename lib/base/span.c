/* Lengths and formatted text on cursors; the rest is inline in the header. */
#include "base/span.h"

#include <stdarg.h>
#include <stdio.h>

size_t alb_rd_length(alb_rd *r)
{
    size_t start = r->pos;
    uint8_t first = alb_rd_u8(r);
    if (first < 0x80 || r->st != ALB_OK) {
        return first;
    }
    if (first < 0x81 || first > 0x84) {
        alb_rd_fail(r, ALB_BAD_LENGTH);
        r->pos = start;
        return 0;
    }
    size_t v = (size_t)alb_rd_be(r, first & 0x7fU);
    if (r->st != ALB_OK) {
        r->pos = start;
        return 0;
    }
    return v;
}

void alb_wr_printf(alb_wr *w, const char *fmt, ...)
{
    char text[512];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof text) {
        alb_wr_fail(w, ALB_NO_SPACE);
        return;
    }
    alb_wr_bytes(w, alb_span_of(text, (size_t)n));
}

size_t alb_length_size(size_t len)
{
    size_t n = 1;
    if (len >= 0x80) {
        for (size_t l = len; l > 0; l >>= 8) {
            n++;
        }
    }
    return n;
}

void alb_wr_length(alb_wr *w, size_t len)
{
    size_t n = alb_length_size(len);
    if (n > 1) {
        alb_wr_u8(w, (uint8_t)(0x80 | (n - 1)));
        alb_wr_be(w, len, n - 1);
    } else {
        alb_wr_u8(w, (uint8_t)len);
    }
}

size_t alb_wr_length_begin(alb_wr *w)
{
    alb_wr_u8(w, 0);
    return w->pos;
}

void alb_wr_length_end(alb_wr *w, size_t mark)
{
    if (w->st != ALB_OK) {
        return;
    }
    size_t len = w->pos - mark;
    size_t extra = alb_length_size(len) - 1;
    if (extra > w->cap - w->pos) {
        alb_wr_fail(w, ALB_NO_SPACE);
        return;
    }
    if (w->buf) {
        memmove(w->buf + mark + extra, w->buf + mark, len);
    }
    size_t end = w->pos + extra;
    w->pos = mark - 1;
    alb_wr_length(w, len);
    w->pos = end;
}
