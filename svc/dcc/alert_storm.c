/* Alerts of a device that come too often (duis.md 18): above so many of one code in an hour they are kept
 * back, and one of them is passed on each hour for all of them, with how many it stands for. */
#include "alert_storm.h"

#include "catalogue/schema_version.h"

/* Ours; the real values are DCC's to set (duis.md 18). */
enum { MOST_AN_HOUR = 10, AT_A_TIME = 16 };
#define WINDOW ALB_HOURS(1)

/* Alerts that are never kept back: what the supplier must act on at once. */
static const uint16_t excluded[] = {0x8f1c, 0x8f3f, 0x8f72, 0x8f77, 0x8f78};

static bool may_be_kept_back(uint16_t code)
{
    for (size_t i = 0; i < ALB_COUNT(excluded); i++) {
        if (excluded[i] == code) {
            return false;
        }
    }
    return true;
}

alb_status dcc_take_alert(store_tx *tx, const dcc_outcome *o, alb_time now, bool *is_new, alb_err *err)
{
    store_value params[] = {dcc_eui(o->device), dcc_u64(o->counter), store_int(now)};
    ALB_TRY(store_exec(tx,
                       "INSERT INTO seen_alert (device, counter, at) VALUES ($1, $2, $3) ON CONFLICT (device,"
                       " counter) DO NOTHING",
                       params, ALB_COUNT(params), err));
    *is_new = store_changes(tx) > 0;
    return ALB_OK;
}

typedef struct storm {
    alb_time since;
    int64_t count, held, sequence;
} storm;

static alb_status read_storm(store_tx *tx, const dcc_outcome *o, storm *out, bool *found, alb_err *err)
{
    store_value params[] = {dcc_eui(o->device), store_int(o->alert_code), dcc_eui(o->recipient)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT since, count, held, sequence FROM alert_storm WHERE device = $1 AND code = $2"
                        " AND recipient = $3",
                        params, ALB_COUNT(params), &rows, err));
    *found = store_next(rows);
    if (*found) {
        *out = (storm){store_column(rows, 0).integer, store_column(rows, 1).integer,
                       store_column(rows, 2).integer, store_column(rows, 3).integer};
    }
    return store_rows_end(rows, err);
}

static alb_status write_storm(store_tx *tx, const dcc_outcome *o, const storm *s, bool keep, alb_err *err)
{
    store_value params[] = {dcc_eui(o->device),     store_int(o->alert_code),
                            dcc_eui(o->recipient),  store_int(s->since),
                            store_int(s->count),    store_int(s->held),
                            store_int(s->sequence), keep ? store_blob(alb_buf_span(&o->data)) : store_null()};
    return store_exec(
        tx,
        "INSERT INTO alert_storm (device, code, recipient, since, count, held, sequence, octets)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (device, code, recipient) DO UPDATE"
        " SET since = excluded.since, count = excluded.count, held = excluded.held, sequence ="
        " excluded.sequence, octets = COALESCE(excluded.octets, alert_storm.octets)",
        params, ALB_COUNT(params), err);
}

static alb_status count_alert(store_tx *tx, const dcc_outcome *o, alb_time now, bool *passes, alb_err *err)
{
    storm s = {.since = now};
    bool found = false;
    ALB_TRY(read_storm(tx, o, &s, &found, err));
    /* An hour without too many, and with none kept back, begins anew. */
    if (now - s.since >= WINDOW && s.held == 0) {
        s = (storm){.since = now};
    }
    s.count++;
    *passes = s.count <= MOST_AN_HOUR;
    s.held += *passes ? 0 : 1;
    return write_storm(tx, o, &s, !*passes, err);
}

alb_status dcc_admit_alert(store_tx *tx, const dcc_outcome *o, alb_time now, bool *out, alb_err *err)
{
    ALB_TRY(dcc_take_alert(tx, o, now, out, err));
    return *out && may_be_kept_back(o->alert_code) ? count_alert(tx, o, now, out, err) : ALB_OK;
}

/* --- one for all --- */

typedef struct due {
    alb_eui64 device, recipient;
    uint16_t code;
    int64_t held, sequence;
    alb_span octets;
    dcc_outcome outcome;
} due;

typedef struct round {
    dcc_worker *worker;
    alb_time now;
    due list[AT_A_TIME];
    size_t n;
    int64_t first_id;
} round;

static alb_status read_due(store_tx *tx, void *ctx, alb_err *err)
{
    round *r = ctx;
    store_value before = store_int(r->now - WINDOW);
    store_rows *rows = NULL;
    ALB_TRY(
        store_query(tx,
                    "SELECT device, recipient, code, held, sequence, octets FROM alert_storm WHERE held > 0"
                    " AND since <= $1 ORDER BY since LIMIT 16",
                    &before, 1, &rows, err));
    while (r->n < AT_A_TIME && store_next(rows)) {
        r->list[r->n++] = (due){.device = dcc_column_eui(rows, 0),
                                .recipient = dcc_column_eui(rows, 1),
                                .code = (uint16_t)store_column(rows, 2).integer,
                                .held = store_column(rows, 3).integer,
                                .sequence = store_column(rows, 4).integer,
                                .octets = dcc_column_blob(rows, 5, r->worker->arena)};
    }
    return store_rows_end(rows, err);
}

static alb_status write_one(round *r, due *x, alb_err *err)
{
    gbcs_message m;
    ALB_TRY(gbcs_message_parse(x->octets, &m, err));
    duis_request_id response_id = {x->device, x->recipient, m.header.counter};
    dcc_message message = {
        .header = {.response_id = &response_id, .code = "I0", .time = r->now, .version = CAT_SCHEMA_NEWEST},
        .octets = x->octets,
        .alert_code = x->code,
        .throttled = (uint32_t)x->held,
        .throttle_sequence = (uint32_t)x->sequence + 1};
    x->outcome = (dcc_outcome){
        .recipient = x->recipient, .device = x->device, .counter = m.header.counter, .kind = "alert"};
    return dcc_outcome_write(r->worker, &message, &x->outcome, err);
}

/* The hour that follows counts from nothing kept back; it is a storm still while it goes on. */
static alb_status pass_on(store_tx *tx, void *ctx, alb_err *err)
{
    round *r = ctx;
    for (size_t i = 0; i < r->n; i++) {
        due *x = &r->list[i];
        store_value params[] = {dcc_eui(x->device),     store_int(x->code),     dcc_eui(x->recipient),
                                store_int(x->held),     store_int(x->sequence), store_int(r->now),
                                store_int(MOST_AN_HOUR)};
        ALB_TRY(
            store_exec(tx,
                       "UPDATE alert_storm SET held = held - $4, sequence = sequence + 1, since = $6, count"
                       " = $7 WHERE device = $1 AND code = $2 AND recipient = $3 AND sequence = $5",
                       params, ALB_COUNT(params), err));
        if (store_changes(tx) > 0) {
            ALB_TRY(dcc_outcomes_write(tx, &x->outcome, 1, r->first_id + (int64_t)i, r->now, err));
        }
    }
    return ALB_OK;
}

bool dcc_end_storms(dcc_worker *w)
{
    dcc *d = w->dcc;
    round r = {.worker = w, .now = alb_now(d->clock)};
    alb_err err = {.code = ALB_OK};
    size_t written = 0;
    alb_status st = store_read(d->store, read_due, &r, &err);
    if (st == ALB_OK && r.n > 0) {
        st = dcc_sequence_take(d, r.n, &r.first_id, &err);
        (void)pthread_rwlock_rdlock(&d->keys_lock);
        while (st == ALB_OK && written < r.n) {
            st = write_one(&r, &r.list[written], &err);
            written += st == ALB_OK;
        }
        (void)pthread_rwlock_unlock(&d->keys_lock);
        st = st == ALB_OK ? store_write(d->store, pass_on, &r, &err) : st;
    }
    for (size_t i = 0; i < written; i++) {
        dcc_outcomes_release(&r.list[i].outcome, 1);
    }
    alb_arena_reset(w->arena);
    if (st != ALB_OK) {
        alb_log_event(d->log, ALB_LOG_ERROR, "storm-not-told", "detail=\"%s\"", err.detail);
    } else if (r.n > 0) {
        dcc_deliverer_wake(d->deliverer);
    }
    return st == ALB_OK && r.n > 0;
}
