/* What is held is told (N44 to N46), held too long ends (N47), and so does what was deleted (N48), each once
 * and in the transaction that changes it (dcc-services.md 12.6). */
#include "anomaly_internal.h"

#include "catalogue/schema_version.h"

#include <inttypes.h>

enum { AT_A_TIME = 32 };
/* No answer in so long is one. */
#define HOLD_LIMIT ALB_DAYS(7)

typedef struct notice {
    int64_t request, event;
    char kind[8];
    bool ends; /* deleted, expired, or late */
    bool expired;
    duis_request_id id;
} notice;

typedef struct telling {
    dcc_worker *worker;
    alb_time now;
    notice list[AT_A_TIME];
    size_t n;
    dcc_batch *alerts;
    int64_t first_id;
} telling;

static void copy(store_value v, char *out, size_t size)
{
    size_t n = v.bytes.len < size ? v.bytes.len : size - 1;
    memcpy(out, v.bytes.ptr, n);
    out[n] = '\0';
}

static alb_status add_rows(store_tx *tx, telling *t, const char *sql, const store_value *params, size_t n,
                           bool ends, alb_err *err)
{
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, sql, params, n, &rows, err));
    while (t->n < AT_A_TIME && store_next(rows)) {
        notice *one = &t->list[t->n++];
        *one = (notice){.request = store_column(rows, 0).integer,
                        .event = store_column(rows, 1).integer,
                        .ends = ends,
                        .expired = ends && alb_span_is(store_column(rows, 3).bytes, "HELD"),
                        .id = {dcc_column_eui(rows, 4), dcc_column_eui(rows, 5), dcc_column_u64(rows, 6)}};
        copy(store_column(rows, 2), one->kind, sizeof one->kind);
    }
    return store_rows_end(rows, err);
}

#define NOTICES                                                                                              \
    "SELECT q.request, q.event, e.kind, q.state, r.originator, r.target, r.counter FROM quarantine q JOIN"   \
    " request r ON r.id = q.request JOIN anomaly_event e ON e.id = q.event WHERE "

static alb_status find(store_tx *tx, void *ctx, alb_err *err)
{
    telling *t = ctx;
    store_value limit = store_int(t->now - HOLD_LIMIT);
    ALB_TRY(add_rows(tx, t, NOTICES "q.told = 0 ORDER BY q.request LIMIT 32", NULL, 0, false, err));
    ALB_TRY(add_rows(tx, t,
                     NOTICES "r.state = 'quarantined' AND (q.state = 'DELETED' OR (q.state = 'RELEASED' AND"
                             " q.resume = 'late')) ORDER BY q.request LIMIT 32",
                     NULL, 0, true, err));
    return add_rows(tx, t,
                    NOTICES "q.state = 'HELD' AND q.told = 1 AND q.at <= $1 ORDER BY q.request LIMIT 32",
                    &limit, 1, true, err);
}

/* --- the alert of one --- */

static const struct {
    const char *kind, *code, *element;
} breaches[] = {{"USER", "N44", "ADUserThresholdBreach"},
                {"DCC", "N45", "ADDCCThresholdBreach"},
                {"ATTR", "N46", "ADAttributeLimitsBreach"}};

static alb_status write_notice(telling *t, const notice *one, alb_err *err)
{
    dcc_worker *w = t->worker;
    size_t b = 0;
    while (b + 1 < ALB_COUNT(breaches) && strcmp(breaches[b].kind, one->kind) != 0) {
        b++;
    }
    int64_t counter = 0;
    char payload[400];
    alb_wr text = alb_wr_init(payload, sizeof payload);
    alb_wr_printf(&text, "<sr:QuarantinedRequest><sr:%s><sr:RequestID>", breaches[b].element);
    duis_request_id_text(&one->id, &text);
    alb_wr_printf(&text,
                  "</sr:RequestID><sr:QuarantineEventRef>%" PRId64
                  "</sr:QuarantineEventRef></sr:%s></sr:QuarantinedRequest>",
                  one->event, breaches[b].element);
    ALB_TRY(dcc_sequence_next(w->dcc, &counter, err));
    duis_request_id response_id = {w->dcc->acb->entity, one->id.originator, (uint64_t)counter};
    dcc_message message = {
        .header = {.response_id = &response_id, .code = "I0", .time = t->now, .version = CAT_SCHEMA_NEWEST},
        .octets = alb_wr_span(&text),
        .dcc_alert_code = !one->ends     ? breaches[b].code
                          : one->expired ? "N47"
                                         : "N48"};
    dcc_outcome *out = &t->alerts->list[t->alerts->n++];
    *out = (dcc_outcome){.request = one->ends ? one->request : 0,
                         .code = one->expired ? "expired" : "deleted",
                         .recipient = one->id.originator,
                         .device = one->id.target,
                         .counter = (uint64_t)counter,
                         .kind = "DCC alert"};
    return dcc_outcome_write(w, &message, out, err);
}

static alb_status record(store_tx *tx, void *ctx, alb_err *err)
{
    telling *t = ctx;
    for (size_t i = 0; i < t->n; i++) {
        const notice *one = &t->list[i];
        store_value params[] = {store_int(one->request), store_int(t->now)};
        if (!one->ends) {
            ALB_TRY(store_exec(tx, "UPDATE quarantine SET told = 1 WHERE request = $1 AND told = 0", params,
                               1, err));
            /* Another server told it. */
            ALB_TRY(store_changes(tx) == 1 ? ALB_OK : ALB_NOT_FOUND);
        } else if (one->expired) {
            ALB_TRY(store_exec(tx,
                               "UPDATE quarantine SET state = 'EXPIRED', decided_at = $2 WHERE request = $1"
                               " AND state = 'HELD'",
                               params, 2, err));
            /* Decided at the last moment: what was decided counts. */
            ALB_TRY(store_changes(tx) == 1 ? ALB_OK : ALB_NOT_FOUND);
        }
    }
    return dcc_outcomes_write(tx, t->alerts->list, t->alerts->n, t->first_id, t->now, err);
}

static alb_status tell(telling *t, alb_err *err)
{
    t->alerts = alb_arena_alloc(t->worker->arena, sizeof *t->alerts);
    if (!t->alerts) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for alerts");
    }
    alb_status st = ALB_OK;
    for (size_t i = 0; st == ALB_OK && i < t->n; i++) {
        st = write_notice(t, &t->list[i], err);
    }
    if (st == ALB_OK) {
        st = dcc_sequence_take(t->worker->dcc, t->alerts->n, &t->first_id, err);
    }
    if (st == ALB_OK) {
        st = store_write(t->worker->dcc->store, record, t, err);
    }
    dcc_outcomes_release(t->alerts->list, t->alerts->n);
    if (st == ALB_OK) {
        dcc_deliverer_wake(t->worker->dcc->deliverer);
    }
    return st;
}

bool dcc_tell_anomalies(dcc_worker *w)
{
    telling t = {.worker = w, .now = alb_now(w->dcc->clock)};
    alb_err err = {.code = ALB_OK};
    alb_status st = store_read(w->dcc->store, find, &t, &err);
    if (st == ALB_OK && t.n > 0) {
        (void)pthread_rwlock_rdlock(&w->dcc->keys_lock);
        st = tell(&t, &err);
        (void)pthread_rwlock_unlock(&w->dcc->keys_lock);
    }
    if (st != ALB_OK && st != ALB_NOT_FOUND) {
        alb_log_event(w->dcc->log, ALB_LOG_ERROR, "anomalies-not-told", "detail=\"%s\"", err.detail);
    }
    alb_arena_reset(w->arena);
    return st == ALB_OK && t.n > 0;
}
