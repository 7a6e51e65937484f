#include "bench.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 15, ROUND_NS = 20 * 1000 * 1000 };

/* --- allocations --- */

static size_t allocations;

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *ptr, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *ptr, size_t n);

void *__wrap_malloc(size_t n)
{
    allocations++;
    return __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
    allocations++;
    return __real_calloc(n, size);
}

void *__wrap_realloc(void *ptr, size_t n)
{
    allocations++;
    return __real_realloc(ptr, n);
}

/* --- measuring --- */

/* Time that this thread ran: what else the machine does counts for neither side. */
static double thread_ns(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double time_round(bench_run *run, void *ctx, size_t n)
{
    double start = thread_ns();
    run(ctx, n);
    return (thread_ns() - start) / (double)n;
}

/* How many times fill one round. */
static size_t calibrate(bench_run *run, void *ctx)
{
    size_t n = 1;
    for (;;) {
        double ns = time_round(run, ctx, n) * (double)n;
        if (ns >= ROUND_NS / 4.0) {
            size_t fitting = (size_t)((double)n * ROUND_NS / ns);
            return fitting > 0 ? fitting : 1;
        }
        n *= 2;
    }
}

static double better(double best, double now)
{
    return best > 0 && best < now ? best : now;
}

void bench_case_run(bench *b, const bench_case *c)
{
    if (b->filter && !strstr(c->name, b->filter)) {
        return;
    }
    size_t n = calibrate(c->run, c->ctx);
    size_t raw_n = c->raw ? calibrate(c->raw, c->ctx) : 0;
    double own = 0;
    double raw = 0;
    size_t counted = 0;
    for (int round = 0; round < ROUNDS; round++) {
        size_t before = allocations;
        own = better(own, time_round(c->run, c->ctx, n));
        counted = allocations - before;
        if (c->raw) {
            raw = better(raw, time_round(c->raw, c->ctx, raw_n));
        }
    }
    printf("%-44s %10.0f ns %12.0f /s %6.2f alloc", c->name, own, 1e9 / own, (double)counted / (double)n);
    if (c->raw) {
        double ratio = raw / own;
        bool slow = c->target > 0 && ratio < c->target;
        b->missed |= slow;
        printf("   raw %-26s %10.0f ns   ratio %.2f", c->raw_name, raw, ratio);
        if (c->target > 0) {
            printf(" (target %.2f%s)", c->target, slow ? ": MISSED" : "");
        }
    }
    putchar('\n');
}

bool bench_wants(const bench *b, const char *group)
{
    return !b->filter || strncmp(b->filter, group, strlen(group)) == 0;
}

void bench_note(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vprintf(fmt, args);
    va_end(args);
    putchar('\n');
}

int main(int argc, char **argv)
{
    static void (*const groups[])(bench *) = {bench_gbcs,  bench_duis,  bench_mmc, bench_smki,
                                              bench_meter, bench_fleet, bench_dcc, bench_nightly};
    bench b = {.filter = argc > 1 ? argv[1] : NULL};
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        groups[i](&b);
    }
    return b.missed ? 1 : 0;
}
