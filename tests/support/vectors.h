/* The reference messages and keys that lie beside the checkout. They are not ours to copy: a test that needs
 * them skips (exit code 77) where they are absent.
 *
 * Where: $ALBION_VECTORS, else ../shared/data beside the source tree.
 */
#ifndef ALB_TEST_VECTORS_H
#define ALB_TEST_VECTORS_H

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { VECTORS_MAX = 4096, VECTORS_SKIP = 77 };

typedef struct vector {
    const char *path; /* whole path */
    const char *name; /* file name */
    alb_span message;
} vector;

typedef struct vectors {
    alb_arena *arena;
    vector *items;
    size_t count;
} vectors;

/* Path of something in the reference data, or NULL when the data is not there. */
static inline const char *vectors_path(alb_arena *arena, const char *below)
{
    const char *dir = getenv("ALBION_VECTORS");
    const char *source = getenv("ALBION_SOURCE");
    const char *path = dir ? alb_arena_printf(arena, "%s/%s", dir, below)
                           : alb_arena_printf(arena, "%s/../shared/data/%s", source ? source : ".", below);
    return path && access(path, R_OK) == 0 ? path : NULL;
}

static inline alb_status vectors_visit(void *ctx, const char *path, alb_err *err)
{
    vectors *v = ctx;
    alb_span p = alb_span_str(path);
    if (p.len < 4 || !alb_span_is(alb_span_sub(p, p.len - 4, 4), ".HEX") || v->count == VECTORS_MAX) {
        return ALB_OK;
    }
    alb_buf text;
    alb_buf_init(&text, 1 << 20);
    alb_status st = alb_file_read(path, &text, err);
    if (st == ALB_OK) {
        alb_wr w = alb_wr_init(alb_arena_alloc(v->arena, text.len / 2 + 1), text.len / 2 + 1);
        st = alb_hex_decode(alb_buf_span(&text), &w);
        const char *copy = alb_arena_string(v->arena, p);
        const char *slash = strrchr(copy, '/');
        v->items[v->count++] =
            (vector){.path = copy, .name = slash ? slash + 1 : copy, .message = alb_wr_span(&w)};
    }
    alb_buf_release(&text);
    return st;
}

/* Every reference message; none and false when they are absent. Free with vectors_free. */
static inline bool vectors_load(vectors *v)
{
    *v = (vectors){.arena = alb_arena_new(64 << 20)};
    const char *dir = vectors_path(v->arena, "rtds");
    v->items = alb_arena_array(v->arena, VECTORS_MAX, sizeof *v->items);
    alb_err err = {0};
    return dir && v->items && alb_file_walk(dir, vectors_visit, v, &err) == ALB_OK && v->count > 0;
}

static inline void vectors_free(vectors *v)
{
    alb_arena_free(v->arena);
    *v = (vectors){0};
}

/* For main(): says why and gives the exit code that ctest counts as skipped. */
static inline int vectors_skip(const char *what)
{
    printf("skipped: the reference data (../shared/data/%s) is not beside this checkout\n", what);
    return VECTORS_SKIP;
}

#endif
