/* Spans, bounds-checked readers and writers: the only places where octets are addressed.
 *
 * Reader and writer are sticky: after the first failure reads give zeros and writes do nothing, so a codec is
 * a straight list of fields and asks once at the end. A span borrows; it never owns. No locking: one thread
 * per cursor.
 */
#ifndef ALB_BASE_SPAN_H
#define ALB_BASE_SPAN_H

#include "base/status.h"

#include <string.h>

typedef struct alb_span {
    const uint8_t *ptr;
    size_t len;
} alb_span;

#define ALB_SPAN_OF(array) ((alb_span){(array), sizeof(array)})
#define ALB_LIT(text)      ((alb_span){(const uint8_t *)(text), sizeof(text) - 1})

static inline alb_span alb_span_of(const void *ptr, size_t len)
{
    return (alb_span){(const uint8_t *)ptr, len};
}

static inline alb_span alb_span_none(void)
{
    return (alb_span){NULL, 0};
}

static inline alb_span alb_span_str(const char *text)
{
    return (alb_span){(const uint8_t *)text, text ? strlen(text) : 0};
}

static inline bool alb_span_equal(alb_span a, alb_span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool alb_span_is(alb_span a, const char *text)
{
    return alb_span_equal(a, alb_span_str(text));
}

/* The part of s from `from` on, at most len octets; empty where s is shorter. */
static inline alb_span alb_span_sub(alb_span s, size_t from, size_t len)
{
    if (from > s.len) {
        return (alb_span){0};
    }
    size_t left = s.len - from;
    return (alb_span){s.ptr + from, len < left ? len : left};
}

/* --- reader --- */

typedef struct alb_rd {
    const uint8_t *base;
    size_t len;    /* of this reader's window, from base */
    size_t pos;    /* next octet */
    size_t origin; /* offset of base in the whole input, for errors */
    alb_status st;
} alb_rd;

static inline alb_rd alb_rd_init(alb_span in)
{
    return (alb_rd){.base = in.ptr, .len = in.len};
}

static inline void alb_rd_fail(alb_rd *r, alb_status st)
{
    if (r->st == ALB_OK) {
        r->st = st;
    }
}

static inline size_t alb_rd_left(const alb_rd *r)
{
    return r->st == ALB_OK ? r->len - r->pos : 0;
}

/* Offset of the next octet in the whole input. */
static inline size_t alb_rd_offset(const alb_rd *r)
{
    return r->origin + r->pos;
}

static inline alb_span alb_rd_bytes(alb_rd *r, size_t n)
{
    if (r->st != ALB_OK || n > r->len - r->pos) {
        alb_rd_fail(r, ALB_TRUNCATED);
        return (alb_span){0};
    }
    alb_span s = {r->base + r->pos, n};
    r->pos += n;
    return s;
}

static inline uint64_t alb_rd_be(alb_rd *r, size_t n)
{
    alb_span s = alb_rd_bytes(r, n);
    uint64_t v = 0;
    /* Counting to n and not to s.len lets the compiler make one load of it. */
    for (size_t i = 0; s.len != 0 && i < n; i++) {
        v = v << 8 | s.ptr[i];
    }
    return v;
}

static inline uint64_t alb_rd_le(alb_rd *r, size_t n)
{
    alb_span s = alb_rd_bytes(r, n);
    uint64_t v = 0;
    for (size_t i = n; s.len != 0 && i > 0; i--) {
        v = v << 8 | s.ptr[i - 1];
    }
    return v;
}

static inline uint8_t alb_rd_u8(alb_rd *r)
{
    return (uint8_t)alb_rd_be(r, 1);
}

static inline uint16_t alb_rd_be16(alb_rd *r)
{
    return (uint16_t)alb_rd_be(r, 2);
}

static inline uint32_t alb_rd_be32(alb_rd *r)
{
    return (uint32_t)alb_rd_be(r, 4);
}

static inline uint64_t alb_rd_be64(alb_rd *r)
{
    return alb_rd_be(r, 8);
}

/* The next octet without taking it; 0 at the end. */
static inline uint8_t alb_rd_peek(const alb_rd *r)
{
    return r->st == ALB_OK && r->pos < r->len ? r->base[r->pos] : 0;
}

/* A reader over the next n octets, which are taken from r. */
static inline alb_rd alb_rd_sub(alb_rd *r, size_t n)
{
    size_t origin = alb_rd_offset(r);
    alb_span s = alb_rd_bytes(r, n);
    return (alb_rd){.base = s.ptr, .len = s.len, .origin = origin, .st = r->st};
}

/* The definite length of BER and A-XDR: one octet below 128, else 81..84 and that many octets. */
size_t alb_rd_length(alb_rd *r);

/* OK when everything was read without failure; TRAILING when octets are left. */
ALB_MUST_USE static inline alb_status alb_rd_end(const alb_rd *r)
{
    if (r->st != ALB_OK) {
        return r->st;
    }
    return r->pos == r->len ? ALB_OK : ALB_TRAILING;
}

/* --- writer --- */

typedef struct alb_wr {
    uint8_t *buf; /* NULL: count only */
    size_t cap;
    size_t pos;
    alb_status st;
} alb_wr;

static inline alb_wr alb_wr_init(void *buf, size_t cap)
{
    return (alb_wr){.buf = (uint8_t *)buf, .cap = cap};
}

static inline alb_wr alb_wr_count(void)
{
    return (alb_wr){.cap = SIZE_MAX};
}

static inline void alb_wr_fail(alb_wr *w, alb_status st)
{
    if (w->st == ALB_OK) {
        w->st = st;
    }
}

static inline void alb_wr_bytes(alb_wr *w, alb_span s)
{
    if (w->st != ALB_OK || s.len > w->cap - w->pos) {
        alb_wr_fail(w, ALB_NO_SPACE);
        return;
    }
    if (w->buf && s.len > 0) {
        memcpy(w->buf + w->pos, s.ptr, s.len);
    }
    w->pos += s.len;
}

/* n octets for the caller to fill; NULL when there is no room, or when the writer only counts. */
static inline uint8_t *alb_wr_extend(alb_wr *w, size_t n)
{
    if (w->st != ALB_OK || n > w->cap - w->pos) {
        alb_wr_fail(w, ALB_NO_SPACE);
        return NULL;
    }
    uint8_t *at = w->buf ? w->buf + w->pos : NULL;
    w->pos += n;
    return at;
}

static inline void alb_wr_u8(alb_wr *w, uint8_t v)
{
    if (w->st != ALB_OK || w->pos >= w->cap) {
        alb_wr_fail(w, ALB_NO_SPACE);
        return;
    }
    if (w->buf) {
        w->buf[w->pos] = v;
    }
    w->pos++;
}

static inline void alb_wr_be(alb_wr *w, uint64_t v, size_t n)
{
    if (w->st != ALB_OK || n > w->cap - w->pos) {
        alb_wr_fail(w, ALB_NO_SPACE);
        return;
    }
    for (size_t i = 0; w->buf && i < n; i++) {
        w->buf[w->pos + i] = (uint8_t)(v >> (8 * (n - 1 - i)));
    }
    w->pos += n;
}

static inline void alb_wr_le(alb_wr *w, uint64_t v, size_t n)
{
    if (w->st != ALB_OK || n > w->cap - w->pos) {
        alb_wr_fail(w, ALB_NO_SPACE);
        return;
    }
    for (size_t i = 0; w->buf && i < n; i++) {
        w->buf[w->pos + i] = (uint8_t)(v >> (8 * i));
    }
    w->pos += n;
}

static inline void alb_wr_be16(alb_wr *w, uint16_t v)
{
    alb_wr_be(w, v, 2);
}

static inline void alb_wr_be32(alb_wr *w, uint32_t v)
{
    alb_wr_be(w, v, 4);
}

static inline void alb_wr_be64(alb_wr *w, uint64_t v)
{
    alb_wr_be(w, v, 8);
}

static inline void alb_wr_text(alb_wr *w, const char *text)
{
    alb_wr_bytes(w, alb_span_str(text));
}

/* printf into the writer. */
void alb_wr_printf(alb_wr *w, const char *fmt, ...) ALB_PRINTF(2, 3);

/* The shortest definite length. */
void alb_wr_length(alb_wr *w, size_t len);
/* How many octets alb_wr_length takes. */
size_t alb_length_size(size_t len);

/* Lengths that stand before content of unknown size: begin reserves one octet and gives a mark; end writes
 * the shortest length of all that was written since, moving the content up where the length needs more
 * octets. */
size_t alb_wr_length_begin(alb_wr *w);
void alb_wr_length_end(alb_wr *w, size_t mark);

static inline alb_span alb_wr_span(const alb_wr *w)
{
    return (alb_span){w->buf, w->st == ALB_OK ? w->pos : 0};
}

#endif
