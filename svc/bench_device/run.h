/* A run, and what its parts share. */
#ifndef BENCH_DEVICE_RUN_H
#define BENCH_DEVICE_RUN_H

#include "check.h"
#include "content.h"

enum { RUN_ALERTS = 64, RUN_ARENA = 32 * 1024 * 1024 };

typedef struct run {
    const bench_device_options *options;
    const bench_device_watch *watch;
    bench_device_report *report;
    session *session;
    alb_arena *arena; /* of the case at hand */
    alb_buf device_log;
    uint8_t shade; /* of contents that are made (content.h) */
    /* Alerts heard since the case began. */
    uint16_t alerts[RUN_ALERTS];
    size_t n_alerts;
    const char *bad_alert; /* why one of them is not authentic; NULL */
    uint64_t late_answers; /* that nobody waited for */
} run;

/* A command made from the catalogue. */
typedef struct run_command {
    const cat_use_case *use_case;
    gbcs_header header;
    smki_role role;
    cat_tree content;
    alb_span octets; /* of the content */
} run_command;

/* NULL when it was made in the run's arena, else why it cannot be. */
const char *run_make(run *r, const cat_use_case *use_case, run_command *out);
/* Sends it once more, or a flawed one. */
ALB_MUST_USE alb_status run_protect(run *r, const run_command *c, session_flaw flaw, alb_span *out,
                                    alb_err *err);
void run_begin_case(run *r);
/* Adds what was heard meanwhile, the time it took, and tells the watcher. */
void run_end_case(run *r, case_record *c, int64_t started_ns);
bool run_wants(const run *r, const char *name);

/* The catalogue's commands one by one; then those that must be refused. */
ALB_MUST_USE alb_status run_catalogue(run *r, alb_err *err);
ALB_MUST_USE alb_status run_refusals(run *r, alb_err *err);

#endif
