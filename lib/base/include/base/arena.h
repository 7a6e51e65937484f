/* One arena per message: memory that is given back all at once.
 *
 * Zero-filled, aligned for any type, with a hard limit. Not thread-safe: one worker, one arena.
 */
#ifndef ALB_BASE_ARENA_H
#define ALB_BASE_ARENA_H

#include "base/span.h"

typedef struct alb_arena alb_arena;

/* Most octets one ordinary message may need; firmware and long reads take their own limit. */
enum { ALB_ARENA_DEFAULT_LIMIT = 4 * 1024 * 1024 };

/* NULL when out of memory. limit is the most that may be in use at a time. */
alb_arena *alb_arena_new(size_t limit);
/* Frees the arena and all that came from it; NULL is fine. */
void alb_arena_free(alb_arena *arena);
/* Gives everything back, runs the deferred releases, keeps a block for the next message. */
void alb_arena_reset(alb_arena *arena);

/* Zero-filled; NULL at the limit or when out of memory. n may be 0. */
void *alb_arena_alloc(alb_arena *arena, size_t n);
/* The same, but what is in it is left as it is: for memory that is written before it is read. */
void *alb_arena_raw(alb_arena *arena, size_t n);
/* More room for what was allocated last: in place where that is possible, else moved and copied. What is
 * added is not zero-filled. NULL as above, and ptr stays as it was. */
void *alb_arena_resize(alb_arena *arena, void *ptr, size_t old, size_t n);
/* count elements of size octets, overflow checked. */
void *alb_arena_array(alb_arena *arena, size_t count, size_t size);
/* A copy of s in the arena; ptr NULL when it failed. */
alb_span alb_arena_copy(alb_arena *arena, alb_span s);
/* A NUL-terminated copy; NULL when it failed. */
char *alb_arena_string(alb_arena *arena, alb_span s);
/* printf into the arena, NUL-terminated; NULL when it failed. */
char *alb_arena_printf(alb_arena *arena, const char *fmt, ...) ALB_PRINTF(2, 3);
/* Runs release(ptr) at reset or free, for things that are not memory. False when out of memory (release has
 * not run). */
ALB_MUST_USE bool alb_arena_defer(alb_arena *arena, void (*release)(void *), void *ptr);
/* A position to go back to: everything allocated since the mark is given back (deferred releases are not
 * run). */
typedef struct alb_arena_mark {
    void *block;
    size_t used;
    size_t total;
} alb_arena_mark;
alb_arena_mark alb_arena_save(const alb_arena *arena);
void alb_arena_restore(alb_arena *arena, alb_arena_mark mark);

#endif
