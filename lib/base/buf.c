#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void alb_buf_init(alb_buf *b, size_t max)
{
    *b = (alb_buf){.max = max};
}
void alb_buf_release(alb_buf *b)
{
    free(b->ptr);
    *b = (alb_buf){.max = b->max};
}
void alb_buf_clear(alb_buf *b)
{
    b->len = 0;
    b->st = ALB_OK;
}
uint8_t *alb_buf_extend(alb_buf *b, size_t n)
{
    if (b->st != ALB_OK) {
        return NULL;
    }
    if (n > b->max - b->len) {
        b->st = ALB_TOO_LARGE;
        return NULL;
    }
    if (n > b->cap - b->len || !b->ptr) {
        size_t cap = b->cap ? b->cap : 256;
        while (cap < b->len + n) {
            cap *= 2;
        }
        uint8_t *p = realloc(b->ptr, cap);
        if (!p) {
            b->st = ALB_NO_MEMORY;
            return NULL;
        }
        b->ptr = p;
        b->cap = cap;
    }
    b->len += n;
    return b->ptr + b->len - n;
}
void alb_buf_add(alb_buf *b, alb_span s)
{
    uint8_t *p = alb_buf_extend(b, s.len);
    if (p && s.len) {
        memcpy(p, s.ptr, s.len);
    }
}
void alb_buf_add_text(alb_buf *b, const char *text)
{
    alb_buf_add(b, alb_span_str(text));
}
void alb_buf_add_u8(alb_buf *b, uint8_t v)
{
    alb_buf_add(b, (alb_span){&v, 1});
}
void alb_buf_printf(alb_buf *b, const char *fmt, ...)
{
    char text[4096];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof text) {
        b->st = ALB_TOO_LARGE;
        return;
    }
    alb_buf_add(b, alb_span_of(text, (size_t)n));
}
