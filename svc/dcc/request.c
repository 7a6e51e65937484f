/* Accepted requests and pre-commands handed out, as rows of the store. */
#include "dcc_internal.h"

#define REQUEST_COLUMNS                                                                                      \
    "id, originator, target, counter, hub, srv, variant, version, received_at, due_at, answer_by, document," \
    " sequence, message_code, command_originator, command_counter, command, subject, note,"                  \
    " is_sequenced, predecessor_originator, predecessor_target, predecessor_counter, schedule"

alb_status dcc_request_insert(store_tx *tx, const dcc_request *r, const char *state, alb_err *err)
{
    if (r->due_at == 0) {
        ((dcc_memo *)store_memo(tx))->any_passed = true;
    }
    store_value params[] = {
        store_int(r->id),
        dcc_eui(r->request_id.originator),
        dcc_eui(r->request_id.target),
        dcc_u64(r->request_id.counter),
        dcc_eui(r->hub),
        dcc_text_or_null(r->srv),
        store_int(r->variant),
        store_int(r->version),
        store_int(r->received_at),
        dcc_time_or_null(r->due_at),
        dcc_time_or_null(r->answer_by),
        r->document.ptr ? store_blob(r->document) : store_null(),
        store_int(r->sequence),
        store_int(r->message_code),
        dcc_eui(r->command_originator),
        dcc_u64(r->command_counter),
        r->command.ptr ? store_blob(r->command) : store_null(),
        dcc_eui(r->subject),
        dcc_text_or_null(r->note),
        store_int(r->is_sequenced),
        r->has_predecessor ? dcc_eui(r->predecessor.originator) : store_null(),
        r->has_predecessor ? dcc_eui(r->predecessor.target) : store_null(),
        r->has_predecessor ? dcc_u64(r->predecessor.counter) : store_null(),
        store_int(r->schedule),
        dcc_text_or_null(state),
    };
    return store_exec(
        tx,
        "INSERT INTO request (" REQUEST_COLUMNS ", state) VALUES ($1, $2, $3, $4, $5, $6, $7,"
        " $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)",
        params, ALB_COUNT(params), err);
}

static alb_time time_of(const store_rows *rows, size_t column)
{
    store_value v = store_column(rows, column);
    return v.kind == STORE_NULL ? ALB_TIME_NONE : v.integer;
}

static void take_row(const store_rows *rows, alb_arena *arena, dcc_request *out)
{
    *out = (dcc_request){
        .id = store_column(rows, 0).integer,
        .request_id = {dcc_column_eui(rows, 1), dcc_column_eui(rows, 2), dcc_column_u64(rows, 3)},
        .hub = dcc_column_eui(rows, 4),
        .srv = dcc_column_text(rows, 5, arena),
        .variant = (uint8_t)store_column(rows, 6).integer,
        .version = (uint32_t)store_column(rows, 7).integer,
        .received_at = time_of(rows, 8),
        .due_at = time_of(rows, 9),
        .answer_by = time_of(rows, 10),
        .document = dcc_column_blob(rows, 11, arena),
        .sequence = store_column(rows, 12).integer,
        .message_code = (uint16_t)store_column(rows, 13).integer,
        .command_originator = dcc_column_eui(rows, 14),
        .command_counter = dcc_column_u64(rows, 15),
        .command = dcc_column_blob(rows, 16, arena),
        .subject = dcc_column_eui(rows, 17),
        .note = dcc_column_text(rows, 18, arena),
        .is_sequenced = store_column(rows, 19).integer != 0,
        .has_predecessor = store_column(rows, 22).kind != STORE_NULL,
        .predecessor = {dcc_column_eui(rows, 20), dcc_column_eui(rows, 21), dcc_column_u64(rows, 22)},
        .schedule = store_column(rows, 23).integer,
    };
}

static alb_status take_one(store_tx *tx, const char *sql, const store_value *params, size_t n,
                           alb_arena *arena, dcc_request *out, alb_err *err)
{
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, sql, params, n, &rows, err));
    bool found = store_next(rows);
    if (found) {
        take_row(rows, arena, out);
    }
    ALB_TRY(store_rows_end(rows, err));
    return found ? ALB_OK : ALB_NOT_FOUND;
}

alb_status dcc_request_of_command(store_tx *tx, alb_eui64 device, alb_eui64 originator, uint64_t counter,
                                  alb_arena *arena, dcc_request *out, alb_err *err)
{
    store_value params[] = {dcc_eui(device), dcc_eui(originator), dcc_u64(counter)};
    return take_one(tx,
                    "SELECT " REQUEST_COLUMNS " FROM request WHERE target = $1 AND command_originator = $2"
                    " AND command_counter = $3 AND state = 'ready'",
                    params, ALB_COUNT(params), arena, out, err);
}

alb_status dcc_request_given_up(store_tx *tx, alb_eui64 device, alb_eui64 originator, uint64_t counter,
                                alb_arena *arena, dcc_request *out, alb_err *err)
{
    store_value params[] = {dcc_eui(device), dcc_eui(originator), dcc_u64(counter)};
    return take_one(
        tx,
        "SELECT " REQUEST_COLUMNS " FROM request WHERE target = $1 AND command_originator = $2"
        " AND command_counter = $3 AND state = 'done' AND outcome IN ('E20', 'E21', 'E30', 'E31')",
        params, ALB_COUNT(params), arena, out, err);
}

alb_status dcc_request_of_dated_command(store_tx *tx, alb_eui64 device, alb_eui64 originator,
                                        uint64_t counter, alb_arena *arena, dcc_request *out, alb_err *err)
{
    store_value params[] = {dcc_eui(device), dcc_eui(originator), dcc_u64(counter)};
    return take_one(tx,
                    "SELECT " REQUEST_COLUMNS " FROM request WHERE target = $1 AND command_originator = $2"
                    " AND command_counter = $3",
                    params, ALB_COUNT(params), arena, out, err);
}

alb_status dcc_request_read(store_tx *tx, int64_t id, alb_arena *arena, dcc_request *out, alb_err *err)
{
    store_value param = store_int(id);
    return take_one(tx, "SELECT " REQUEST_COLUMNS " FROM request WHERE id = $1", &param, 1, arena, out, err);
}

/* --- pre-commands --- */

alb_status dcc_pre_command_read(store_tx *tx, const duis_request_id *id, const char *srv, alb_arena *arena,
                                alb_span *octets, alb_err *err)
{
    store_value params[] = {dcc_eui(id->originator), dcc_eui(id->target), dcc_u64(id->counter),
                            dcc_text_or_null(srv)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT octets FROM pre_command WHERE originator = $1 AND target = $2 AND"
                        " counter = $3 AND srv = $4",
                        params, ALB_COUNT(params), &rows, err));
    bool found = store_next(rows);
    if (found) {
        *octets = dcc_column_blob(rows, 0, arena);
    }
    ALB_TRY(store_rows_end(rows, err));
    return found ? ALB_OK : ALB_NOT_FOUND;
}

alb_status dcc_pre_command_remove(store_tx *tx, const duis_request_id *id, alb_err *err)
{
    store_value params[] = {dcc_eui(id->originator), dcc_eui(id->target), dcc_u64(id->counter)};
    return store_exec(tx, "DELETE FROM pre_command WHERE originator = $1 AND target = $2 AND counter = $3",
                      params, ALB_COUNT(params), err);
}
