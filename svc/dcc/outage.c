/* Hubs without power (duis.md 10): the WAN's provider tells of a loss; one that has lasted three minutes is
 * told to those who are responsible for the meters behind it (AD1). */
#include "outage.h"

#include "notice.h"

#include "catalogue/use_case.h"

enum { AT_A_TIME = 32 };
#define TOLD_AFTER ALB_MINUTES(3)

typedef struct change {
    alb_eui64 hub;
    alb_time at;
    bool on;
} change;

static alb_status put_change(store_tx *tx, void *ctx, alb_err *err)
{
    const change *c = ctx;
    store_value params[] = {dcc_eui(c->hub), store_int(c->at)};
    return c->on ? store_exec(tx, "DELETE FROM outage WHERE hub = $1", params, 1, err)
                 : store_exec(tx,
                              "INSERT INTO outage (hub, since, told) VALUES ($1, $2, 0) ON CONFLICT (hub) DO"
                              " NOTHING",
                              params, 2, err);
}

void dcc_hub_power(dcc *d, alb_eui64 hub, bool on)
{
    change c = {hub, alb_now(d->clock), on};
    alb_err err = {.code = ALB_OK};
    if (store_write(d->store, put_change, &c, &err) != ALB_OK) {
        alb_log_event(d->log, ALB_LOG_ERROR, "outage-not-kept", "detail=\"%s\"", err.detail);
    }
}

/* --- AD1 --- */

typedef struct due {
    alb_time now;
    struct {
        alb_eui64 hub;
        alb_time since;
    } list[AT_A_TIME];
    size_t n;
} due;

static alb_status read_due(store_tx *tx, void *ctx, alb_err *err)
{
    due *d = ctx;
    store_value before = store_int(d->now - TOLD_AFTER);
    store_rows *rows = NULL;
    ALB_TRY(store_query(
        tx, "SELECT hub, since FROM outage WHERE told = 0 AND since <= $1 ORDER BY since LIMIT 32", &before,
        1, &rows, err));
    while (d->n < AT_A_TIME && store_next(rows)) {
        d->list[d->n].hub = dcc_column_eui(rows, 0);
        d->list[d->n].since = store_column(rows, 1).integer;
        d->n++;
    }
    return store_rows_end(rows, err);
}

typedef struct meter {
    alb_eui64 id;
    char mpxn[16];
} meter;

static alb_status read_meters(store_tx *tx, alb_eui64 hub, meter out[static AT_A_TIME], size_t *n,
                              alb_err *err)
{
    store_value params[] = {dcc_eui(hub), store_int(CAT_DEVICE_ESME | CAT_DEVICE_SAPC)};
    store_rows *rows = NULL;
    *n = 0;
    ALB_TRY(store_query(tx,
                        "SELECT id, mpxn FROM device WHERE hub = $1 AND (type & $2) <> 0 AND mpxn IS NOT NULL"
                        " AND status <> 'Decommissioned' ORDER BY id",
                        params, 2, &rows, err));
    while (*n < AT_A_TIME && store_next(rows)) {
        alb_span mpxn = store_column(rows, 1).bytes;
        meter *m = &out[(*n)++];
        m->id = dcc_column_eui(rows, 0);
        size_t len = mpxn.len < sizeof m->mpxn - 1 ? mpxn.len : sizeof m->mpxn - 1;
        memcpy(m->mpxn, mpxn.ptr, len);
        m->mpxn[len] = '\0';
    }
    return store_rows_end(rows, err);
}

static alb_status tell_meter(store_tx *tx, alb_eui64 hub, alb_time since, const meter *m, alb_time now,
                             alb_err *err)
{
    char payload[320];
    char time[ALB_TIME_TEXT];
    alb_wr w = alb_wr_init(payload, sizeof payload);
    alb_wr_text(&w, "<sr:PowerOutageEvent>");
    dcc_write_eui(&w, "CommsHubDeviceID", hub);
    alb_wr_printf(&w, "<sr:StartDateTime>%s</sr:StartDateTime><sr:MPxN>%s</sr:MPxN></sr:PowerOutageEvent>",
                  alb_time_text(since, time), m->mpxn);
    ALB_TRY(w.st);
    dcc_notice notice = {.code = "AD1", .device = m->id, .payload = alb_wr_span(&w)};
    return dcc_notify_registered(tx, &notice, CAT_USER_ED | CAT_USER_IS, NULL, now, err);
}

static alb_status tell_all(store_tx *tx, void *ctx, alb_err *err)
{
    const due *d = ctx;
    meter meters[AT_A_TIME];
    size_t n = 0;
    for (size_t i = 0; i < d->n; i++) {
        store_value hub = dcc_eui(d->list[i].hub);
        ALB_TRY(store_exec(tx, "UPDATE outage SET told = 1 WHERE hub = $1 AND told = 0", &hub, 1, err));
        if (store_changes(tx) == 0) {
            continue; /* power is back, or another server has told it */
        }
        ALB_TRY(read_meters(tx, d->list[i].hub, meters, &n, err));
        for (size_t j = 0; j < n; j++) {
            ALB_TRY(tell_meter(tx, d->list[i].hub, d->list[i].since, &meters[j], d->now, err));
        }
    }
    return ALB_OK;
}

bool dcc_watch_outages(dcc_worker *w)
{
    due d = {.now = alb_now(w->dcc->clock)};
    alb_err err = {.code = ALB_OK};
    alb_status st = store_read(w->dcc->store, read_due, &d, &err);
    if (st == ALB_OK && d.n > 0) {
        st = store_write(w->dcc->store, tell_all, &d, &err);
    }
    if (st != ALB_OK) {
        alb_log_event(w->dcc->log, ALB_LOG_ERROR, "outage-not-told", "detail=\"%s\"", err.detail);
    }
    return st == ALB_OK && d.n > 0;
}
