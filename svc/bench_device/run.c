#include "run.h"

#include "expect.h"
#include "parties.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONTENT_MAX = 60000, FIRST_WORDS_MS = 100, LAST_WORDS_MS = 10, DEVICE_LOG_MAX = 4096 };

static void hear(void *ctx, const gbcs_message *m)
{
    run *r = ctx;
    const char *why;
    if (m->header.cra != GBCS_ALERT) {
        r->late_answers++;
        return;
    }
    if (!check_authentic(session_keys(r->session), alb_now(r->options->clock), m, &why)) {
        r->bad_alert = why;
    }
    cat_tree tree;
    cat_tree_init(&tree, r->arena, 0);
    alb_status st = gbcs_content_decode(m, NULL, &tree, NULL);
    /* The code comes first, but in ASN.1, where it stands below the body. */
    uint32_t at = st == ALB_OK && tree.count > 0 ? cat_tree_child(&tree, 0) : UINT32_MAX;
    uint64_t code = st != ALB_OK || tree.count == 0                         ? 0
                    : at != UINT32_MAX && tree.values[0].next == tree.count ? tree.values[at].number.u
                                                                            : tree.values[0].number.u;
    if (r->n_alerts < RUN_ALERTS) {
        r->alerts[r->n_alerts++] = (uint16_t)code;
    }
}

/* --- commands --- */

static content_maker maker_of(const run *r, const run_command *c)
{
    return (content_maker){.keys = r->options->keys,
                           .device = r->options->device,
                           .hub = r->options->hub,
                           .originator = c->header.originator,
                           .role = c->role,
                           .type = r->options->type,
                           .variants = r->options->variants,
                           .shade = r->shade,
                           .now = alb_now(r->options->clock),
                           .device_log = alb_buf_span(&r->device_log)};
}

const char *run_make(run *r, const cat_use_case *use_case, run_command *out)
{
    *out = (run_command){.use_case = use_case,
                         .header = {.cra = GBCS_COMMAND,
                                    .target = r->options->device,
                                    .message_code = use_case->message_code}};
    const char *left_out = expect_left_out(use_case, r->options->type, r->options->variants);
    if (left_out) {
        return left_out;
    }
    if (!parties_originator(r->options->keys, use_case, r->options->type, &out->role,
                            &out->header.originator)) {
        return "no keys of a party that may send it";
    }
    out->header.counter = session_counter(r->session);
    cat_tree_init(&out->content, r->arena, 0);
    content_maker m = maker_of(r, out);
    const char *why = content_make(&m, use_case, &out->content);
    if (why) {
        return why;
    }
    alb_err err = {.code = ALB_OK};
    alb_wr w = alb_wr_init(alb_arena_alloc(r->arena, CONTENT_MAX), CONTENT_MAX);
    alb_status st =
        w.buf ? gbcs_content_encode(use_case, &out->header, &out->content, NULL, &w, &err) : ALB_NO_MEMORY;
    out->octets = alb_wr_span(&w);
    if (st == ALB_OK) {
        return NULL;
    }
    char text[200];
    const char *told = alb_arena_printf(r->arena, "no content: %s", alb_err_text(&err, text, sizeof text));
    return told ? told : "no content";
}

alb_status run_protect(run *r, const run_command *c, session_flaw flaw, alb_span *out, alb_err *err)
{
    return session_protect(r->session, &c->header, c->use_case, c->role, c->octets, flaw, r->arena, out, err);
}

/* --- cases --- */

void run_begin_case(run *r)
{
    r->n_alerts = 0;
    r->bad_alert = NULL;
    r->late_answers = 0;
}

void run_end_case(run *r, case_record *c, int64_t started_ns)
{
    /* A second answer comes right behind the first. */
    alb_status ignored = session_listen(r->session, LAST_WORDS_MS, NULL);
    (void)ignored;
    if (r->bad_alert) {
        report_field(c, "alert authenticity", false, "authentic", r->bad_alert);
    }
    if (r->late_answers > 0) {
        report_field(c, "answers", false, "one a command", "one more, to this or an earlier command");
    }
    report_time(c, (double)(alb_monotonic_ns() - started_ns) / 1e9);
    if (r->watch && r->watch->done) {
        r->watch->done(r->watch->ctx, report_view(c));
    }
}

bool run_wants(const run *r, const char *name)
{
    return !r->options->only || strcmp(r->options->only, name) == 0;
}

/* --- life --- */

static void run_release(run *r)
{
    session_free(r->session);
    alb_arena_free(r->arena);
    alb_buf_release(&r->device_log);
}

static alb_status run_all(run *r, alb_err *err)
{
    link_frame hello = {.type = LINK_HELLO, .message = ALB_LIT("albion bench-device")};
    ALB_TRY(session_new(r->options, (session_ear){.heard = hear, .ctx = r}, &r->session, err));
    ALB_TRY(link_send(r->options->link, &hello, err));
    /* What the device had to say before belongs to no case. */
    ALB_TRY(session_listen(r->session, FIRST_WORDS_MS, err));
    ALB_TRY(run_catalogue(r, err));
    return run_refusals(r, err);
}

alb_status bench_device_run(const bench_device_options *options, const bench_device_watch *watch,
                            bench_device_report **out, alb_err *err)
{
    run r = {.options = options, .watch = watch};
    *out = NULL;
    r.report = report_new(options->device, options->type);
    r.arena = alb_arena_new(RUN_ARENA);
    alb_buf_init(&r.device_log, DEVICE_LOG_MAX);
    alb_status st =
        r.report && r.arena ? run_all(&r, err) : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory");
    run_release(&r);
    if (st != ALB_OK) {
        bench_device_report_free(r.report);
        return st;
    }
    *out = r.report;
    return ALB_OK;
}
