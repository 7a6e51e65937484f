#include "cancel.h"

#include "notice.h"

enum { AT_A_TIME = 64 };

/* DCC Alerts for a schedule and for a dated request. */
static const struct {
    const char *schedule, *request;
} alerts[] = {
    [DCC_CAUSE_END] = {"N4", "N7"},
    [DCC_CAUSE_TENANCY] = {"N6", "N9"},
};

typedef struct piece {
    int64_t id;
    alb_eui64 owner;
    uint16_t roles;
    uint64_t counter;
    int64_t schedule;
} piece;

typedef struct pieces {
    piece list[AT_A_TIME];
    size_t n;
} pieces;

typedef struct cancellation {
    dcc_cause why;
    alb_eui64 device;
    alb_time now;
} cancellation;

static bool loses(const cancellation *r, const piece *p)
{
    return r->why == DCC_CAUSE_END || p->roles == CAT_USER_OU;
}

static alb_status read_pieces(store_tx *tx, const char *sql, const cancellation *r, int64_t after,
                              pieces *out, alb_err *err)
{
    store_value params[] = {dcc_eui(r->device), store_int(after)};
    store_rows *rows = NULL;
    out->n = 0;
    ALB_TRY(store_query(tx, sql, params, 2, &rows, err));
    while (out->n < AT_A_TIME && store_next(rows)) {
        out->list[out->n++] = (piece){.id = store_column(rows, 0).integer,
                                      .owner = dcc_column_eui(rows, 1),
                                      .roles = (uint16_t)store_column(rows, 2).integer,
                                      .counter = dcc_column_u64(rows, 3),
                                      .schedule = store_column(rows, 4).integer};
    }
    return store_rows_end(rows, err);
}

static alb_status cancel_schedule(store_tx *tx, const cancellation *r, const piece *p, alb_err *err)
{
    char payload[256];
    alb_wr w = alb_wr_init(payload, sizeof payload);
    dcc_write_schedule_removal(&w, p->id, r->device);
    dcc_notice notice = {.code = alerts[r->why].schedule, .device = r->device, .payload = alb_wr_span(&w)};
    ALB_TRY(dcc_notify_user(tx, &notice, p->owner, r->now, err));
    store_value id = store_int(p->id);
    return store_exec(tx, "DELETE FROM schedule WHERE id = $1", &id, 1, err);
}

/* The request of a schedule goes without a word: its owner hears of the schedule. */
static alb_status cancel_request(store_tx *tx, const cancellation *r, const piece *p, alb_err *err)
{
    store_value params[] = {store_int(p->id), store_int(r->now)};
    ALB_TRY(store_exec(tx,
                       "UPDATE request SET state = 'done', outcome = 'cancelled', ended_at = $2, document ="
                       " NULL WHERE id = $1 AND state IN ('held', 'waiting')",
                       params, 2, err));
    if (store_changes(tx) == 0 || p->schedule != 0) {
        return ALB_OK;
    }
    char payload[320];
    alb_wr w = alb_wr_init(payload, sizeof payload);
    duis_request_id id = {p->owner, r->device, p->counter};
    dcc_write_command_failure(&w, &id, 0, r->device);
    dcc_notice notice = {.code = alerts[r->why].request, .device = r->device, .payload = alb_wr_span(&w)};
    return dcc_notify_user(tx, &notice, p->owner, r->now, err);
}

typedef alb_status cancel_fn(store_tx *tx, const cancellation *r, const piece *p, alb_err *err);

static alb_status cancel_all(store_tx *tx, const cancellation *r, const char *sql, cancel_fn *cancel,
                             alb_err *err)
{
    pieces found;
    int64_t after = INT64_MIN;
    do {
        ALB_TRY(read_pieces(tx, sql, r, after, &found, err));
        for (size_t i = 0; i < found.n; i++) {
            after = found.list[i].id;
            ALB_TRY(loses(r, &found.list[i]) ? cancel(tx, r, &found.list[i], err) : ALB_OK);
        }
    } while (found.n == AT_A_TIME);
    return ALB_OK;
}

alb_status dcc_cancel_work(store_tx *tx, dcc_cause why, alb_eui64 device, alb_time now, alb_err *err)
{
    cancellation r = {why, device, now};
    ALB_TRY(
        cancel_all(tx, &r,
                   "SELECT s.id, s.owner, p.role, s.name_counter, 0 FROM schedule s JOIN party p ON p.id ="
                   " s.owner WHERE s.device = $1 AND s.id > $2 ORDER BY s.id LIMIT 64",
                   cancel_schedule, err));
    return cancel_all(tx, &r,
                      "SELECT r.id, r.originator, p.role, r.counter, r.schedule FROM request r JOIN party p"
                      " ON p.id = r.originator WHERE r.target = $1 AND r.id > $2 AND r.state IN ('held',"
                      " 'waiting') ORDER BY r.id LIMIT 64",
                      cancel_request, err);
}
