/* Quarantined Communications Action files (dcc-services.md 12.5, 12.6): what is to become of requests that
 * are held. A decision changes the store; the DCC carries it out at its next turn. */
#include "anomaly_internal.h"

#include "base/text.h"

#include <inttypes.h>

enum { MAX_ROWS = 10000, MAX_REASON = 200 };

enum { EVENT, REQUEST_ID, ACTION, REASON, AUTHORISED_BY, COLUMNS };
static const char *const columns[] = {[EVENT] = "QuarantineEventRef",
                                      [REQUEST_ID] = "RequestID",
                                      [ACTION] = "Action",
                                      [REASON] = "Reason",
                                      [AUTHORISED_BY] = "AuthorisedBy"};

typedef struct action {
    int64_t event;
    bool all; /* "*": every one of the event */
    duis_request_id request;
    bool processes;
    const char *reason, *by;
    uint32_t line;
} action;

typedef struct action_file {
    anomaly_reading reading;
    action *rows;
    size_t n;
    bool is_dcc;
} action_file;

/* --- reading --- */

static alb_status fault(action_file *a, size_t column)
{
    return anomaly_reject(&a->reading, "F04", a->reading.csv.line, "%s", columns[column]);
}

static alb_status read_row(action_file *a, const alb_span *f, action *out)
{
    uint64_t event = 0;
    uint64_t named = 0;
    alb_arena *arena = a->reading.arena;
    if (!alb_parse_u64(f[EVENT], INT64_MAX, &event) ||
        !alb_parse_u64(alb_span_str(a->reading.reference), INT64_MAX, &named) || event != named) {
        return fault(a, EVENT);
    }
    out->all = alb_span_is(f[REQUEST_ID], "*");
    if (!out->all && !duis_request_id_parse(f[REQUEST_ID], &out->request)) {
        return fault(a, REQUEST_ID);
    }
    out->processes = alb_span_is(f[ACTION], "PROCESS");
    if (!out->processes && !alb_span_is(f[ACTION], "DELETE")) {
        return fault(a, ACTION);
    }
    if (f[REASON].len > MAX_REASON || f[AUTHORISED_BY].len == 0 || f[AUTHORISED_BY].len > MAX_REASON) {
        return fault(a, f[REASON].len > MAX_REASON ? REASON : AUTHORISED_BY);
    }
    out->event = (int64_t)event;
    out->reason = alb_arena_string(arena, f[REASON]);
    out->by = alb_arena_string(arena, f[AUTHORISED_BY]);
    out->line = a->reading.csv.line;
    return out->reason && out->by ? ALB_OK : ALB_NO_MEMORY;
}

static alb_status read_rows(action_file *a)
{
    alb_err why = {.code = ALB_OK};
    ALB_TRY(anomaly_header(&a->reading, columns, COLUMNS));
    a->rows = alb_arena_array(a->reading.arena, MAX_ROWS, sizeof *a->rows);
    if (!a->rows) {
        return ALB_NO_MEMORY;
    }
    for (;;) {
        alb_span f[COLUMNS];
        size_t n = 0;
        if (alb_csv_next(&a->reading.csv, f, COLUMNS, &n, &why) != ALB_OK || (n != 0 && n != COLUMNS) ||
            a->n == MAX_ROWS) {
            return anomaly_reject(&a->reading, "F04", a->reading.csv.line, "%s",
                                  why.detail[0] ? why.detail : "not a record of actions");
        }
        if (n == 0) {
            return ALB_OK;
        }
        ALB_TRY(read_row(a, f, &a->rows[a->n]));
        a->n++;
    }
}

/* --- deciding --- */

/* Those that are held under the event, and are the signer's to decide about: a User's own, the DCC's all. */
#define CHOSEN                                                                                               \
    " WHERE state = 'HELD' AND event = $1 AND request IN (SELECT id FROM request WHERE ($2 = 0 OR"           \
    " originator = $2) AND ($3 = 1 OR (originator = $4 AND target = $5 AND counter = $6)))"

static alb_status agree(store_tx *tx, const action_file *a, const store_value *params, alb_err *err)
{
    static const char by_user[] = "UPDATE quarantine SET user_agrees = 1, decided_at = $7, decided_by = $8,"
                                  " reason = $9" CHOSEN;
    static const char by_dcc[] = "UPDATE quarantine SET dcc_agrees = 1, decided_at = $7, decided_by = $8,"
                                 " reason = $9" CHOSEN;
    return store_exec(tx, a->is_dcc ? by_dcc : by_user, params, 9, err);
}

/* What a User's threshold holds needs the User alone; what the DCC's holds, both. */
static alb_status release_agreed(store_tx *tx, alb_time now, alb_err *err)
{
    store_value param = store_int(now);
    ALB_TRY(store_exec(tx,
                       "UPDATE quarantine SET state = 'RELEASED' WHERE state = 'HELD' AND user_agrees = 1 AND"
                       " (dcc_agrees = 1 OR event IN (SELECT id FROM anomaly_event WHERE kind = 'USER'))",
                       NULL, 0, err));
    /* They go on as what they were, dated ones at their date, the others now. */
    ALB_TRY(store_exec(tx,
                       "UPDATE request SET state = 'waiting' WHERE state = 'quarantined' AND id IN (SELECT"
                       " request FROM quarantine WHERE state = 'RELEASED' AND resume = 'waiting')",
                       NULL, 0, err));
    return store_exec(tx,
                      "UPDATE request SET state = 'held', due_at = COALESCE(due_at, $1) WHERE state ="
                      " 'quarantined' AND id IN (SELECT request FROM quarantine WHERE state = 'RELEASED' AND"
                      " resume <> 'late')",
                      &param, 1, err);
}

/* A date that went by while it was held. */
static alb_status find_late(store_tx *tx, alb_time now, alb_err *err)
{
    store_value param = store_int(now);
    return store_exec(tx,
                      "UPDATE quarantine SET resume = 'late' WHERE state = 'HELD' AND resume = 'held' AND"
                      " request IN (SELECT id FROM request WHERE due_at > 0 AND due_at < $1)",
                      &param, 1, err);
}

static alb_status apply_row(store_tx *tx, action_file *a, const action *row, alb_err *err)
{
    store_value params[] = {store_int(row->event),
                            a->is_dcc ? store_int(0) : dcc_eui(a->reading.user),
                            store_int(row->all),
                            dcc_eui(row->request.originator),
                            dcc_eui(row->request.target),
                            dcc_u64(row->request.counter),
                            store_int(a->reading.file->now),
                            dcc_text_or_null(row->by),
                            dcc_text_or_null(row->reason)};
    ALB_TRY(row->processes ? agree(tx, a, params, err)
                           : store_exec(tx,
                                        "UPDATE quarantine SET state = 'DELETED', decided_at = $7,"
                                        " decided_by = $8, reason = $9" CHOSEN,
                                        params, ALB_COUNT(params), err));
    return store_changes(tx) > 0
               ? ALB_OK
               : anomaly_reject(&a->reading, "F05", row->line, "nothing of that is held for the signer");
}

static alb_status take(store_tx *tx, void *ctx, alb_err *err)
{
    action_file *a = ctx;
    int64_t id = 0;
    a->reading.out->code[0] = '\0';
    ALB_TRY(anomaly_note_file(tx, &a->reading, &id, &a->reading.out->repeated, err));
    a->reading.out->records = (uint32_t)a->n;
    if (a->reading.out->repeated) {
        return ALB_OK;
    }
    ALB_TRY(find_late(tx, a->reading.file->now, err));
    for (size_t i = 0; i < a->n; i++) {
        ALB_TRY(apply_row(tx, a, &a->rows[i], err));
    }
    return release_agreed(tx, a->reading.file->now, err);
}

alb_status anomaly_check_actions(anomaly_reading *r)
{
    action_file a = {.reading = *r};
    return read_rows(&a);
}

static alb_status take_file(action_file *a, alb_err *err)
{
    ALB_TRY(anomaly_open(&a->reading, "QCA", err));
    a->is_dcc = alb_eui64_equal(a->reading.user, anomaly_dcc());
    ALB_TRY(read_rows(a));
    return store_write(a->reading.s, take, a, err);
}

alb_status anomaly_take_actions(store *s, const anomaly_file *file, anomaly_report *out, alb_err *err)
{
    action_file a = {.reading = {.file = file, .out = out, .s = s}};
    *out = (anomaly_report){.records = 0};
    a.reading.arena = alb_arena_new(16U << 20);
    alb_status st =
        a.reading.arena ? take_file(&a, err) : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for actions");
    alb_arena_free(a.reading.arena);
    return st == ALB_NOT_AUTHORISED && out->code[0] ? ALB_OK : st;
}

/* --- looking --- */

static alb_time time_of(const store_rows *rows, size_t column)
{
    store_value v = store_column(rows, column);
    return v.kind == STORE_NULL ? ALB_TIME_NONE : v.integer;
}

static bool take_held(const store_rows *rows, alb_arena *arena, anomaly_held *out)
{
    *out = (anomaly_held){.event = store_column(rows, 0).integer,
                          .user = dcc_column_eui(rows, 1),
                          .device = dcc_column_eui(rows, 2),
                          .counter = dcc_column_u64(rows, 3),
                          .srv = dcc_column_text(rows, 4, arena),
                          .variant = (uint8_t)store_column(rows, 5).integer,
                          .at = store_column(rows, 6).integer,
                          .execution = time_of(rows, 7),
                          .kind = dcc_column_text(rows, 8, arena),
                          .type = dcc_column_text(rows, 9, arena),
                          .threshold = store_column(rows, 10).integer,
                          .count = store_column(rows, 11).integer,
                          .attribute = dcc_column_text(rows, 12, arena),
                          .state = dcc_column_text(rows, 13, arena),
                          .decided_by = dcc_column_text(rows, 14, arena)};
    return out->srv && out->kind && out->type && out->attribute && out->state && out->decided_by;
}

alb_status anomaly_list_held(store_tx *tx, bool ever, alb_arena *arena,
                             alb_status (*visit)(void *ctx, const anomaly_held *h, alb_err *err), void *ctx,
                             alb_err *err)
{
#define HELD                                                                                                 \
    "SELECT q.event, r.originator, r.target, r.counter, r.srv, r.variant, q.at, r.due_at, e.kind, e.type,"   \
    " q.threshold, q.n, COALESCE(q.attribute, ''), q.state, COALESCE(q.decided_by, '') FROM quarantine q"    \
    " JOIN request r ON r.id = q.request JOIN anomaly_event e ON e.id = q.event"
    static const char now_held[] = HELD " WHERE q.state = 'HELD' ORDER BY q.event, q.request LIMIT 100000";
    static const char ever_held[] = HELD " ORDER BY q.event, q.request LIMIT 100000";
#undef HELD
    store_rows *rows = NULL;
    alb_status st = ALB_OK;
    ALB_TRY(store_query(tx, ever ? ever_held : now_held, NULL, 0, &rows, err));
    while (st == ALB_OK && store_next(rows)) {
        alb_arena_mark mark = alb_arena_save(arena);
        anomaly_held h;
        st = take_held(rows, arena, &h) ? visit(ctx, &h, err)
                                        : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for requests");
        alb_arena_restore(arena, mark);
    }
    alb_status end = store_rows_end(rows, st == ALB_OK ? err : NULL);
    return st == ALB_OK ? end : st;
}
