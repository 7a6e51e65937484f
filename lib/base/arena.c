/* Blocks in a list, each twice as large as the one before. When the arena is reset the largest stays that is
 * not too large, so that after some messages one block is room for all of the next. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct block {
    struct block *prev;
    size_t used, cap;
    max_align_t data[];
} block;
typedef struct deferred {
    struct deferred *next;
    void (*release)(void *);
    void *ptr;
} deferred;
struct alb_arena {
    block *last;
    size_t total, limit;
    deferred *deferred;
};
enum { FIRST = 32 * 1024, LARGEST_KEPT = 512 * 1024 };

alb_arena *alb_arena_new(size_t limit)
{
    alb_arena *a = calloc(1, sizeof *a);
    if (a) {
        a->limit = limit;
    }
    return a;
}

static void run_deferred(alb_arena *a)
{
    for (deferred *d = a->deferred; d; d = d->next) {
        d->release(d->ptr);
    }
    a->deferred = NULL;
}

void alb_arena_free(alb_arena *a)
{
    if (!a) {
        return;
    }
    run_deferred(a);
    while (a->last) {
        block *p = a->last->prev;
        free(a->last);
        a->last = p;
    }
    free(a);
}

void alb_arena_reset(alb_arena *a)
{
    run_deferred(a);
    block *kept = NULL;
    while (a->last) {
        block *b = a->last;
        a->last = b->prev;
        if (!kept && (b->cap <= LARGEST_KEPT || !b->prev)) {
            kept = b;
        } else {
            free(b);
        }
    }
    if (kept) {
        kept->prev = NULL;
        kept->used = 0;
    }
    a->last = kept;
    a->total = 0;
}

static size_t rounded(size_t n)
{
    return n ? (n + 15) & ~(size_t)15 : 16;
}

void *alb_arena_raw(alb_arena *a, size_t n)
{
    if (n > SIZE_MAX / 2) {
        return NULL;
    }
    size_t need = rounded(n);
    if (need > a->limit - a->total) {
        return NULL;
    }
    if (!a->last || need > a->last->cap - a->last->used) {
        size_t cap = a->last ? a->last->cap * 2 : FIRST;
        cap = cap < need ? need : cap;
        block *b = malloc(sizeof *b + cap);
        if (!b) {
            return NULL;
        }
        *b = (block){.prev = a->last, .cap = cap};
        a->last = b;
    }
    uint8_t *p = (uint8_t *)a->last->data + a->last->used;
    a->last->used += need;
    a->total += need;
    return p;
}

void *alb_arena_alloc(alb_arena *a, size_t n)
{
    void *p = alb_arena_raw(a, n);
    return p ? memset(p, 0, n) : NULL;
}

void *alb_arena_resize(alb_arena *a, void *ptr, size_t old, size_t n)
{
    size_t had = rounded(old);
    size_t need = rounded(n);
    bool is_last = a->last && a->last->used >= had && (uint8_t *)a->last->data + a->last->used - had == ptr;
    if (is_last && n <= SIZE_MAX / 2 && need >= had && need - had <= a->last->cap - a->last->used &&
        need - had <= a->limit - a->total) {
        a->last->used += need - had;
        a->total += need - had;
        return ptr;
    }
    void *p = alb_arena_raw(a, n);
    return p && ptr ? memcpy(p, ptr, old < n ? old : n) : p;
}

void *alb_arena_array(alb_arena *a, size_t count, size_t size)
{
    size_t n;
    return __builtin_mul_overflow(count, size, &n) ? NULL : alb_arena_alloc(a, n);
}

alb_span alb_arena_copy(alb_arena *a, alb_span s)
{
    uint8_t *p = alb_arena_alloc(a, s.len);
    if (p && s.len) {
        memcpy(p, s.ptr, s.len);
    }
    return (alb_span){p, p ? s.len : 0};
}

char *alb_arena_string(alb_arena *a, alb_span s)
{
    char *p = alb_arena_alloc(a, s.len + 1);
    if (p && s.len) {
        memcpy(p, s.ptr, s.len);
    }
    return p;
}

char *alb_arena_printf(alb_arena *a, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *p = n < 0 ? NULL : alb_arena_alloc(a, (size_t)n + 1);
    if (p) {
        va_start(args, fmt);
        (void)vsnprintf(p, (size_t)n + 1, fmt, args);
        va_end(args);
    }
    return p;
}

bool alb_arena_defer(alb_arena *a, void (*release)(void *), void *ptr)
{
    deferred *d = alb_arena_alloc(a, sizeof *d);
    if (d) {
        *d = (deferred){a->deferred, release, ptr};
        a->deferred = d;
    }
    return d != NULL;
}

alb_arena_mark alb_arena_save(const alb_arena *a)
{
    return (alb_arena_mark){a->last, a->last ? a->last->used : 0, a->total};
}

void alb_arena_restore(alb_arena *a, alb_arena_mark m)
{
    while (a->last && a->last != m.block && a->last->prev) {
        block *p = a->last->prev;
        free(a->last);
        a->last = p;
    }
    if (a->last) {
        a->last->used = m.block ? m.used : 0;
    }
    a->total = m.total;
}
