/* Requests that the DCC holds for their date (duis.md 13). When it comes they are judged again, since devices
 * and registrations change, and then become commands like any other; what is no longer allowed ends with the
 * code that says so. */
#include "dcc_internal.h"

#include <inttypes.h>

enum { AT_A_TIME = 64 };
/* One that cannot go on now, for want of a key or of memory, lets the others pass. */
#define TRY_AGAIN ALB_SECONDS(5)
#define IS_OURS   DCC_OWNER_SQL("r.target") " = $2"

typedef struct due {
    alb_time now;
    int64_t server;
    int64_t ids[AT_A_TIME];
    size_t n;
} due;

static alb_status read_due(store_tx *tx, void *ctx, alb_err *err)
{
    due *d = ctx;
    store_value params[] = {store_int(d->now), store_int(d->server), store_int(AT_A_TIME)};
    store_rows *rows = NULL;
    /* What another server accepted (due_at 0) goes in the order of its User's counters. */
    ALB_TRY(store_query(tx,
                        "SELECT r.id FROM request r WHERE r.state = 'held' AND r.due_at <= $1 AND " IS_OURS
                        " AND (r.due_at <> 0 OR NOT EXISTS (SELECT 1 FROM request e WHERE e.target ="
                        " r.target AND e.state = 'held' AND e.due_at = 0 AND e.originator = r.originator AND"
                        " e.counter < r.counter)) ORDER BY r.due_at, r.id LIMIT $3",
                        params, ALB_COUNT(params), &rows, err));
    while (d->n < AT_A_TIME && store_next(rows)) {
        d->ids[d->n++] = store_column(rows, 0).integer;
    }
    return store_rows_end(rows, err);
}

typedef struct held {
    dcc_worker *worker;
    int64_t id;
    dcc_request row;
} held;

static alb_status read_held(store_tx *tx, void *ctx, alb_err *err)
{
    held *h = ctx;
    return dcc_request_read(tx, h->id, h->worker->arena, &h->row, err);
}

/* The checks that are made again (duis.md 7), and the transform. */
static bool judge_again(dcc_case *c)
{
    static dcc_step *const steps[] = {dcc_check_party, dcc_check_role, dcc_check_device,
                                      dcc_check_responsibility};
    alb_err err = {.code = ALB_OK};
    alb_status st = duis_decode(c->worker->xml, c->xml, c->worker->arena, &c->document, NULL, &err);
    if (st != ALB_OK) {
        return dcc_refuse_failure(c, st, &err);
    }
    return dcc_run_checks(c, steps, ALB_COUNT(steps));
}

/* One that is judged again, and whether it may go now that its date has come. */
typedef struct going {
    int64_t id;
    dcc_case c;
    dcc_request row;
    dcc_work *work; /* its place; NULL: it does not go */
    dcc_anomaly anomaly;
    bool is_gone; /* cancelled at the last moment, or another server's */
} going;

static alb_status hold_back(store_tx *tx, going *g, alb_err *err)
{
    store_value id = store_int(g->row.id);
    ALB_TRY(store_exec(tx, "UPDATE request SET state = 'quarantined' WHERE id = $1 AND state = 'held'", &id,
                       1, err));
    g->is_gone = !store_changed(tx);
    return g->is_gone ? ALB_OK : dcc_anomaly_hold(tx, g->row.id, "ready", &g->anomaly, &g->c, err);
}

static alb_status set_ready(store_tx *tx, going *g, alb_err *err)
{
    const dcc_request *r = &g->row;
    g->anomaly = (dcc_anomaly){.is_held = false};
    ALB_TRY(dcc_anomaly_execute(tx, &g->c, r->id, &g->anomaly, err));
    if (g->anomaly.is_held) {
        return hold_back(tx, g, err);
    }
    store_value params[] = {
        store_int(r->id),
        store_int(r->sequence),
        store_int(r->message_code),
        dcc_eui(r->command_originator),
        dcc_u64(r->command_counter),
        store_blob(r->command),
        store_int(r->answer_by),
        dcc_eui(r->hub),
        store_int(dcc_shard_of(r->request_id.target)),
        store_int(dcc_server_id(g->c.dcc)),
    };
    ALB_TRY(store_exec(tx,
                       "UPDATE request SET state = 'ready', sequence = $2, message_code = $3,"
                       " command_originator = $4, command_counter = $5, command = $6, answer_by = $7,"
                       " hub = $8"
                       " WHERE id = $1 AND state = 'held' AND EXISTS (SELECT 1 FROM shard s WHERE s.id = $9"
                       " AND s.owner = $10)",
                       params, ALB_COUNT(params), err));
    g->is_gone = !store_changed(tx);
    return ALB_OK;
}

/* Those that are let go together. */
typedef struct departure {
    going *list[AT_A_TIME];
    size_t n;
} departure;

static alb_status set_all_ready(store_tx *tx, void *ctx, alb_err *err)
{
    const departure *d = ctx;
    for (size_t i = 0; i < d->n; i++) {
        ALB_TRY(set_ready(tx, d->list[i], err));
    }
    return ALB_OK;
}

/* Its command, in the place that work has in its device's lane. */
static alb_status make_command(dcc_case *c, dcc_request *r, dcc_work *work, alb_err *err)
{
    alb_span inner;
    dcc_command command;
    r->sequence = dcc_work_sequence(work);
    r->hub = c->device.hub;
    ALB_TRY(dcc_inner_of(c, r->sequence, &inner, err));
    ALB_TRY(dcc_authenticate(c, inner, &command, err));
    r->command = command.octets;
    r->message_code = command.message_code;
    r->command_originator = command.originator;
    r->command_counter = command.counter;
    r->answer_by = c->now + dcc_response_limit(c->dcc, r->srv);
    return dcc_work_fill(work, r->id, &r->request_id, r->command, r->answer_by, err);
}

bool dcc_end_request(dcc_worker *w, int64_t id, const char *code)
{
    dcc_outcome outcome;
    alb_err err = {.code = ALB_OK};
    alb_status st = dcc_outcome_of_failure(w, id, code, &outcome, &err);
    if (st == ALB_OK) {
        st = dcc_outcomes_record(w->dcc, &outcome, 1, &err);
    }
    if (st != ALB_OK) {
        alb_log_event(w->dcc->log, ALB_LOG_ERROR, "outcome-not-recorded", "detail=\"%s\"", err.detail);
    }
    return st == ALB_OK;
}

/* It is tried for as long as a device would have to answer; answer_by is set when it first fails. */
typedef struct put_off {
    int64_t id;
    alb_time due_at, answer_by;
} put_off;

static alb_status set_due(store_tx *tx, void *ctx, alb_err *err)
{
    const put_off *p = ctx;
    store_value params[] = {store_int(p->id), store_int(p->due_at), store_int(p->answer_by)};
    return store_exec(tx, "UPDATE request SET due_at = $2, answer_by = $3 WHERE id = $1 AND state = 'held'",
                      params, ALB_COUNT(params), err);
}

static bool try_later(const dcc_case *c, const dcc_request *r)
{
    dcc *d = c->dcc;
    alb_time now = c->now;
    bool is_first = r->answer_by == ALB_TIME_NONE;
    put_off p = {r->id, now + TRY_AGAIN, is_first ? now + dcc_response_limit(d, r->srv) : r->answer_by};
    if (!is_first && r->answer_by <= now) {
        return dcc_end_request(c->worker, r->id, "E20");
    }
    alb_log_event(d->log, ALB_LOG_WARN, "held-request-put-off", "request=%" PRId64 " detail=\"%s\"", r->id,
                  c->why);
    alb_err err = {.code = ALB_OK};
    alb_status st = store_write(d->store, set_due, &p, &err);
    if (st != ALB_OK) {
        alb_log_event(d->log, ALB_LOG_ERROR, "held-request-not-put-off", "detail=\"%s\"", err.detail);
    }
    return st == ALB_OK;
}

/* The decision against it: a code ends it, a failure of ours is for another time. */
static bool turn_away(const dcc_case *c, const dcc_request *r)
{
    return c->http_status == 0 ? dcc_end_request(c->worker, r->id, c->code) : try_later(c, r);
}

/* Judged again and made a command: it has its place. True: something was decided about it. */
static bool prepare(dcc_worker *w, going *g)
{
    dcc *d = w->dcc;
    held h = {.worker = w, .id = g->id};
    alb_err err = {.code = ALB_OK};
    if (store_read(d->store, read_held, &h, &err) != ALB_OK) {
        return false;
    }
    g->row = h.row;
    g->c = (dcc_case){.dcc = d,
                      .worker = w,
                      .service = DCC_SEND_COMMAND,
                      .xml = h.row.document,
                      .now = alb_now(d->clock),
                      .schedule = h.row.schedule,
                      .execution = ALB_TIME_NONE};
    if (!judge_again(&g->c)) {
        return turn_away(&g->c, &g->row);
    }
    if (dcc_pipeline_reserve(d->pipeline, g->c.device.id, g->c.device.hub, &g->work, &err) != ALB_OK) {
        g->work = NULL;
        return false; /* there is no room for any */
    }
    alb_status st = make_command(&g->c, &g->row, g->work, &err);
    if (st == ALB_OK) {
        return true;
    }
    dcc_pipeline_cancel(d->pipeline, g->work);
    g->work = NULL;
    (void)dcc_refuse_transform(&g->c, st, &err);
    return turn_away(&g->c, &g->row);
}

/* Those of one departure are durable, or that has failed. False: one stays as it was. */
static bool finish(departure *d, alb_status st, const alb_err *err)
{
    bool all = true;
    for (size_t i = 0; i < d->n; i++) {
        going *g = d->list[i];
        dcc_pipeline *p = g->c.dcc->pipeline;
        if (st == ALB_OK && !g->anomaly.is_held && !g->is_gone) {
            dcc_pipeline_commit(p, g->work, true);
            continue;
        }
        dcc_pipeline_cancel(p, g->work);
        if (st != ALB_OK) {
            (void)dcc_refuse_transform(&g->c, st, err);
            all = turn_away(&g->c, &g->row) && all;
        }
    }
    return all;
}

/* All in one transaction; where that cannot be, each in its own. */
static bool depart(dcc *d, departure *all)
{
    alb_err err = {.code = ALB_OK};
    if (all->n == 0) {
        return false;
    }
    alb_status st = store_write(d->store, set_all_ready, all, &err);
    if (st == ALB_OK || all->n == 1) {
        return finish(all, st, &err);
    }
    bool any = false;
    for (size_t i = 0; i < all->n; i++) {
        departure one = {.list = {all->list[i]}, .n = 1};
        err = (alb_err){.code = ALB_OK};
        st = store_write(d->store, set_all_ready, &one, &err);
        any = finish(&one, st, &err) || any;
    }
    return any;
}

bool dcc_release_held(dcc_worker *w)
{
    due d = {.now = alb_now(w->dcc->clock), .server = dcc_server_id(w->dcc)};
    if (store_read(w->dcc->store, read_due, &d, NULL) != ALB_OK || d.n == 0) {
        return false;
    }
    bool any = false;
    departure all = {.n = 0};
    going *list = alb_arena_array(w->arena, d.n, sizeof *list);
    (void)pthread_rwlock_rdlock(&w->dcc->keys_lock);
    for (size_t i = 0; list && i < d.n; i++) {
        list[i].id = d.ids[i];
        any = prepare(w, &list[i]) || any;
        if (list[i].work) {
            all.list[all.n++] = &list[i];
        }
    }
    any = depart(w->dcc, &all) || any;
    (void)pthread_rwlock_unlock(&w->dcc->keys_lock);
    alb_arena_reset(w->arena);
    return any;
}
