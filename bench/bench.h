/* A small harness: runs a case and the raw primitive it stands on in short rounds, one after the other, so
 * that both see the same machine; the best round of each counts, which is the one least disturbed.
 */
#ifndef ALB_BENCH_H
#define ALB_BENCH_H

#include <stdbool.h>
#include <stddef.h>

/* Does the thing n times. */
typedef void bench_run(void *ctx, size_t n);

typedef struct bench_case {
    const char *name;
    bench_run *run;
    const char *raw_name; /* NULL: there is no raw primitive */
    bench_run *raw;
    void *ctx;     /* of both */
    double target; /* our rate : raw rate, at least; 0: none */
} bench_case;

typedef struct bench {
    const char *filter; /* only cases whose name contains it; NULL: all */
    bool missed;        /* a target was not met */
} bench;

/* Runs one case and prints its line: name, ns/op, ops/s, allocations/op, raw ns/op, ratio. */
void bench_case_run(bench *b, const bench_case *c);
/* Does the filter ask for any case of a group whose cases' names all begin with that word? */
bool bench_wants(const bench *b, const char *group);
/* A line of text between the cases. */
void bench_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* --- groups, one per file --- */

void bench_gbcs(bench *b);
void bench_duis(bench *b);
void bench_mmc(bench *b);
void bench_smki(bench *b);
void bench_dcc(bench *b);
void bench_nightly(bench *b);
void bench_meter(bench *b);
void bench_fleet(bench *b);

#endif
