/* What is owed once a meter is commissioned (dcc-services.md 10): new keys of its own, and proof of which
 * certificates it holds, within some days. What is not done by then stands in the audit trail and the log. */
#include "effect.h"

#include <stdio.h>

enum { AT_A_TIME = 32 };
/* Remembered, not seen in the Code's text (dcc-services.md 10, 23). */
#define LIMIT ALB_DAYS(7)

/* A duty is named after the service that fulfils it. */
static const char *const duties[] = {"6.15.2", "6.24.1", "6.24.2"};

alb_status dcc_duty_open(store_tx *tx, alb_eui64 device, const char *name, alb_time now, alb_err *err)
{
    store_value params[] = {dcc_eui(device), dcc_text_or_null(name), store_int(now + LIMIT)};
    return store_exec(
        tx,
        "INSERT INTO duty (device, service, due_at) VALUES ($1, $2, $3) ON CONFLICT (device, service)"
        " DO UPDATE SET due_at = excluded.due_at, done_at = NULL, told = 0",
        params, ALB_COUNT(params), err);
}

alb_status dcc_duties_open(store_tx *tx, alb_eui64 device, alb_time now, alb_err *err)
{
    for (size_t i = 0; i < ALB_COUNT(duties); i++) {
        ALB_TRY(dcc_duty_open(tx, device, duties[i], now, err));
    }
    return ALB_OK;
}

alb_status dcc_note_duty(dcc_device_message *m, dcc_outcome *o)
{
    (void)snprintf(o->note, sizeof o->note, "%s", m->request.srv);
    return ALB_OK;
}

alb_status dcc_effect_duty_done(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    store_value params[] = {dcc_eui(o->device), dcc_text_or_null(o->note), store_int(now)};
    ALB_TRY(store_exec(tx,
                       "UPDATE duty SET done_at = $3 WHERE device = $1 AND service = $2 AND done_at IS NULL",
                       params, ALB_COUNT(params), err));
    return dcc_hub_duty_done(tx, o->device, o->note, err);
}

/* --- not done in time --- */

typedef struct overdue {
    dcc_worker *worker;
    alb_time now;
    struct {
        alb_eui64 device;
        const char *service;
    } list[AT_A_TIME];
    size_t n;
} overdue;

static alb_status read_overdue(store_tx *tx, void *ctx, alb_err *err)
{
    overdue *o = ctx;
    store_value now = store_int(o->now);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT device, service FROM duty WHERE done_at IS NULL AND told = 0 AND due_at <="
                        " $1 ORDER BY due_at LIMIT 32",
                        &now, 1, &rows, err));
    while (o->n < AT_A_TIME && store_next(rows)) {
        o->list[o->n].device = dcc_column_eui(rows, 0);
        o->list[o->n].service = dcc_column_text(rows, 1, o->worker->arena);
        o->n++;
    }
    return store_rows_end(rows, err);
}

static alb_status note_overdue(store_tx *tx, void *ctx, alb_err *err)
{
    const overdue *o = ctx;
    for (size_t i = 0; i < o->n; i++) {
        store_value params[] = {dcc_eui(o->list[i].device), dcc_text_or_null(o->list[i].service)};
        ALB_TRY(store_exec(tx,
                           "UPDATE duty SET told = 1 WHERE device = $1 AND service = $2 AND told = 0 AND"
                           " done_at IS NULL",
                           params, 2, err));
        if (store_changes(tx) > 0) {
            ALB_TRY(dcc_hub_duty_done(tx, o->list[i].device, o->list[i].service, err));
            ALB_TRY(dcc_audit(tx, o->now, "post-commissioning-overdue", NULL, &o->list[i].device, err,
                              "%s was not done in time", o->list[i].service));
        }
    }
    return ALB_OK;
}

bool dcc_watch_duties(dcc_worker *w)
{
    overdue o = {.worker = w, .now = alb_now(w->dcc->clock)};
    alb_err err = {.code = ALB_OK};
    alb_status st = store_read(w->dcc->store, read_overdue, &o, &err);
    if (st == ALB_OK && o.n > 0) {
        st = store_write(w->dcc->store, note_overdue, &o, &err);
    }
    alb_arena_reset(w->arena);
    if (st != ALB_OK) {
        alb_log_event(w->dcc->log, ALB_LOG_ERROR, "duty-watch-failed", "detail=\"%s\"", err.detail);
    }
    return st == ALB_OK && o.n > 0;
}
