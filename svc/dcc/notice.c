#include "notice.h"

#include "effect.h"

#include "catalogue/dcc_alert.h"
#include "catalogue/schema_version.h"

enum { AT_A_TIME = 32, MAX_RECIPIENTS = 32 };

/* --- written with the event --- */

static alb_status insert(store_tx *tx, const dcc_notice *n, alb_eui64 user, alb_time now, alb_err *err)
{
    int64_t id = 0;
    ALB_TRY(dcc_number_next(tx, "notice", &id, err));
    store_value params[] = {
        store_int(id),  dcc_text_or_null(n->code), dcc_text_or_null(n->response),
        dcc_eui(user),  dcc_eui(n->device),        store_text(n->payload),
        store_int(now),
    };
    return store_exec(tx,
                      "INSERT INTO notice (id, code, response, recipient, device, payload, created_at)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                      params, ALB_COUNT(params), err);
}

alb_status dcc_notify_user(store_tx *tx, const dcc_notice *notice, alb_eui64 user, alb_time now, alb_err *err)
{
    uint16_t roles = 0;
    ALB_TRY(dcc_party_roles(tx, user, &roles, err));
    return roles != 0 ? insert(tx, notice, user, now, err) : ALB_OK;
}

alb_status dcc_notify_registered(store_tx *tx, const dcc_notice *notice, uint16_t roles,
                                 const alb_eui64 *except, alb_time now, alb_err *err)
{
    alb_eui64 list[MAX_RECIPIENTS];
    size_t n = 0;
    dcc_brief b;
    dcc_links links;
    alb_status st = dcc_brief_read(tx, notice->device, &b, err);
    if (st != ALB_OK) {
        return st == ALB_NOT_FOUND ? ALB_OK : st;
    }
    dcc_device_record device = dcc_brief_record(&b);
    ALB_TRY(dcc_links_of(tx, &device, &links, err));
    ALB_TRY(registration_holders(tx, roles, links.list, links.n, now, list, MAX_RECIPIENTS, &n, err));
    for (size_t i = 0; i < n; i++) {
        if (!except || !alb_eui64_equal(*except, list[i])) {
            ALB_TRY(dcc_notify_user(tx, notice, list[i], now, err));
        }
    }
    return ALB_OK;
}

/* --- signed and sent --- */

typedef struct waiting {
    int64_t id;
    const char *code, *response;
    alb_span payload;
    dcc_outcome outcome;
} waiting;

typedef struct waiting_list {
    dcc_worker *worker;
    alb_time now;
    waiting list[AT_A_TIME];
    size_t n;
    int64_t first_id;
} waiting_list;

static alb_status read_waiting(store_tx *tx, void *ctx, alb_err *err)
{
    waiting_list *w = ctx;
    alb_arena *arena = w->worker->arena;
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT id, code, response, recipient, device, payload FROM notice ORDER BY id"
                        " LIMIT 32",
                        NULL, 0, &rows, err));
    while (w->n < AT_A_TIME && store_next(rows)) {
        w->list[w->n++] = (waiting){
            .id = store_column(rows, 0).integer,
            .code = dcc_column_text(rows, 1, arena),
            .response = dcc_column_text(rows, 2, arena),
            .payload = dcc_column_blob(rows, 5, arena),
            .outcome = {.recipient = dcc_column_eui(rows, 3),
                        .device = dcc_column_eui(rows, 4),
                        .kind = "DCC alert"},
        };
    }
    return store_rows_end(rows, err);
}

static alb_status write_one(waiting_list *w, waiting *x, int64_t counter, alb_err *err)
{
    const dcc *d = w->worker->dcc;
    const cat_dcc_alert *row = x->code ? cat_dcc_alert_find(alb_span_str(x->code)) : NULL;
    if (!row || !x->payload.ptr) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for an alert");
    }
    x->outcome.counter = (uint64_t)counter;
    duis_request_id response_id = {d->acb->entity, x->outcome.recipient, (uint64_t)counter};
    dcc_message message = {.header = {.response_id = &response_id,
                                      .code = x->response ? x->response : row->response_code,
                                      .time = w->now,
                                      .version = CAT_SCHEMA_NEWEST},
                           .octets = x->payload,
                           .dcc_alert_code = row->code};
    return dcc_outcome_write(w->worker, &message, &x->outcome, err);
}

/* Whoever removes the notice delivers it: another server may have done so meanwhile. */
static alb_status deliver(store_tx *tx, void *ctx, alb_err *err)
{
    waiting_list *w = ctx;
    for (size_t i = 0; i < w->n; i++) {
        store_value id = store_int(w->list[i].id);
        ALB_TRY(store_exec(tx, "DELETE FROM notice WHERE id = $1", &id, 1, err));
        if (store_changes(tx) > 0) {
            ALB_TRY(dcc_outcomes_write(tx, &w->list[i].outcome, 1, w->first_id + (int64_t)i, w->now, err));
        }
    }
    return ALB_OK;
}

static alb_status send_all(waiting_list *w, alb_err *err)
{
    dcc *d = w->worker->dcc;
    size_t written = 0;
    ALB_TRY(dcc_sequence_take(d, w->n, &w->first_id, err));
    (void)pthread_rwlock_rdlock(&d->keys_lock);
    alb_status st = ALB_OK;
    while (st == ALB_OK && written < w->n) {
        st = write_one(w, &w->list[written], w->first_id + (int64_t)written, err);
        written += st == ALB_OK;
    }
    (void)pthread_rwlock_unlock(&d->keys_lock);
    if (st == ALB_OK) {
        st = store_write(d->store, deliver, w, err);
    }
    for (size_t i = 0; i < written; i++) {
        dcc_outcomes_release(&w->list[i].outcome, 1);
    }
    return st;
}

bool dcc_send_notices(dcc_worker *worker)
{
    dcc *d = worker->dcc;
    waiting_list w = {.worker = worker, .now = alb_now(d->clock)};
    alb_err err = {.code = ALB_OK};
    alb_status st = store_read(d->store, read_waiting, &w, &err);
    if (st == ALB_OK && w.n > 0) {
        st = send_all(&w, &err);
    }
    alb_arena_reset(worker->arena);
    if (st != ALB_OK) {
        alb_log_event(d->log, ALB_LOG_ERROR, "notice-not-sent", "detail=\"%s\"", err.detail);
        return false;
    }
    if (w.n > 0) {
        dcc_deliverer_wake(d->deliverer);
    }
    return w.n > 0;
}
