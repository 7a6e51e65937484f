/* The difference between what is known of a meter point and what is wanted, as rows. */
#include "merge_internal.h"

static alb_status supersede(store_tx *tx, const merge_point *g, const merge_row *r, alb_err *err)
{
    store_value params[] = {registration_text(g->mpxn), store_int(r->role), registration_text(r->participant),
                            store_int(r->user),         store_int(r->from), store_int(r->file),
                            store_int(g->m->file)};
    return store_exec(tx,
                      "UPDATE appointment SET superseded_by = $7 WHERE mpxn = $1 AND role = $2 AND"
                      " participant = $3 AND user_id = $4 AND valid_from = $5 AND file = $6",
                      params, ALB_COUNT(params), err);
}

static alb_status insert(store_tx *tx, const merge_point *g, const merge_row *r, alb_err *err)
{
    store_value params[] = {
        registration_text(g->mpxn),  store_int(r->role),   registration_text(r->participant),
        store_int(r->user),          store_int(r->from),   store_int(r->to),
        registration_text(r->state), store_int(g->m->file)};
    return store_exec(tx,
                      "INSERT INTO appointment (mpxn, role, participant, user_id, valid_from, valid_to,"
                      " state, file) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                      params, ALB_COUNT(params), err);
}

static alb_status make_due(store_tx *tx, const merge_point *g, int64_t at, alb_err *err)
{
    store_value params[] = {store_int(at), registration_text(g->mpxn), store_int(g->m->file)};
    return store_exec(tx,
                      "INSERT INTO registration_due (due_at, mpxn, file) VALUES ($1, $2, $3)"
                      " ON CONFLICT DO NOTHING",
                      params, ALB_COUNT(params), err);
}

static alb_status write_difference(store_tx *tx, const merge_point *g, alb_err *err)
{
    bool lost = false;
    for (size_t i = 0; i < g->known.n; i++) {
        const merge_row *r = &g->known.list[i];
        if (!merge_has(&g->wanted, r, merge_same)) {
            lost = lost || !merge_is_pending(r);
            ALB_TRY(supersede(tx, g, r, err));
        }
    }
    for (size_t i = 0; i < g->wanted.n; i++) {
        const merge_row *r = &g->wanted.list[i];
        if (merge_has(&g->known, r, merge_same)) {
            continue;
        }
        ALB_TRY(insert(tx, g, r, err));
        if (r->to != INT64_MAX && r->to > g->m->now && !merge_is_pending(r)) {
            ALB_TRY(make_due(tx, g, r->to, err));
        }
    }
    return lost ? make_due(tx, g, g->m->now, err) : ALB_OK;
}

static alb_status supersede_point(store_tx *tx, const merge_point *g, alb_err *err)
{
    store_value params[] = {registration_text(g->mpxn), store_int(g->m->file)};
    return store_exec(tx,
                      "UPDATE meter_point SET superseded_by = $2 WHERE mpxn = $1 AND file <> $2 AND"
                      " (superseded_by IS NULL OR superseded_by NOT IN"
                      " (SELECT id FROM registration_file WHERE state = 'applied'))",
                      params, ALB_COUNT(params), err);
}

static alb_status write_point(store_tx *tx, const merge_point *g, alb_err *err)
{
    const record *r = &g->records[g->n - 1];
    store_value known = registration_text(g->mpxn);
    store_value params[] = {registration_text(g->mpxn), store_int(g->m->file), registration_text(r->status),
                            registration_text(r->direction), registration_text(r->details)};
    store_rows *rows = NULL;
    bool is_same = false;
    ALB_TRY(store_query(tx,
                        "SELECT a.status, a.direction, a.details" REGISTRATION_KNOWN(
                            "meter_point") " WHERE a.mpxn = $1 AND " REGISTRATION_NOT_REPLACED,
                        &known, 1, &rows, err));
    bool found = store_next(rows);
    if (found) {
        is_same = alb_span_is(store_column(rows, 0).bytes, r->status) &&
                  alb_span_is(store_column(rows, 1).bytes, r->direction) &&
                  alb_span_is(store_column(rows, 2).bytes, r->details);
    }
    ALB_TRY(store_rows_end(rows, err));
    if (is_same) {
        return ALB_OK;
    }
    if (found) {
        ALB_TRY(supersede_point(tx, g, err));
    }
    return store_exec(tx,
                      "INSERT INTO meter_point (mpxn, file, status, direction, details)"
                      " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (mpxn, file) DO UPDATE SET"
                      " status = excluded.status, direction = excluded.direction, details ="
                      " excluded.details",
                      params, ALB_COUNT(params), err);
}

alb_status merge_write(store_tx *tx, const merge_point *g, bool deletes, alb_err *err)
{
    ALB_TRY(deletes ? supersede_point(tx, g, err) : write_point(tx, g, err));
    return write_difference(tx, g, err);
}
