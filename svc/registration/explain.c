/* Why somebody was, or was not, responsible for a meter point: every fact with the two times it has. */
#include "registration_internal.h"

static bool holds(const registration_fact *f, alb_time at)
{
    return (f->from == ALB_TIME_NONE || f->from <= at) && (f->to == ALB_TIME_NONE || at < f->to);
}

static bool is_known(const registration_fact *f, alb_time at)
{
    return (f->known_at == ALB_TIME_NONE || f->known_at <= at) &&
           (f->replaced_at == ALB_TIME_NONE || at < f->replaced_at);
}

static bool take_fact(const store_rows *rows, alb_arena *arena, registration_fact *out)
{
    *out = (registration_fact){
        .role = (uint16_t)store_column(rows, 0).integer,
        .mpid = registration_column_text(rows, 1, arena),
        .user = alb_eui64_of((uint64_t)store_column(rows, 2).integer),
        .from = registration_column_from(rows, 3),
        .to = registration_column_to(rows, 4),
        .state = registration_column_text(rows, 5, arena),
        .file = registration_column_text(rows, 6, arena),
        .known_at = store_column(rows, 9).integer == 0 ? ALB_TIME_NONE : registration_column_from(rows, 7),
        .replaced_at = registration_column_from(rows, 8),
        .replaced_by = registration_column_text(rows, 10, arena),
    };
    return out->mpid && out->state && out->file && out->replaced_by;
}

alb_status registration_explain(store_tx *tx, const char *mpxn, alb_time at, alb_time known, alb_arena *arena,
                                alb_status (*visit)(void *ctx, const registration_fact *fact, alb_err *err),
                                void *ctx, alb_err *err)
{
    /* Each fact once a User that acted for the participant on that day, or once without one. */
    static const char sql[] =
        "SELECT CASE WHEN p.role IS NULL THEN a.role ELSE a.role & p.role END, a.participant,"
        " COALESCE(p.user_id, a.user_id), a.valid_from, a.valid_to, a.state, f.name, f.applied_at,"
        " g.applied_at, a.file, COALESCE(g.name, '')" REGISTRATION_KNOWN(
            "appointment") " LEFT JOIN market_participant p ON a.user_id = 0 AND p.mpid = a.participant AND"
                           " (p.role & a.role) <> 0 AND p.valid_from <= $2 AND $2 < p.valid_to"
                           " WHERE a.mpxn = $1 ORDER BY f.applied_at, a.role, a.valid_from";
    store_value params[] = {registration_mpxn(mpxn), store_int(at)};
    store_rows *rows = NULL;
    alb_status st = ALB_OK;
    ALB_TRY(store_query(tx, sql, params, ALB_COUNT(params), &rows, err));
    while (st == ALB_OK && store_next(rows)) {
        alb_arena_mark mark = alb_arena_save(arena);
        registration_fact f;
        if (!take_fact(rows, arena, &f)) {
            st = alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for registration data");
            break;
        }
        f.counts = alb_eui64_number(f.user) != 0 && holds(&f, at) &&
                   strcmp(f.state, REGISTRATION_STATE_PENDING) != 0 &&
                   (known == ALB_TIME_NONE ? f.replaced_at == ALB_TIME_NONE : is_known(&f, known));
        st = visit(ctx, &f, err);
        alb_arena_restore(arena, mark);
    }
    alb_status end = store_rows_end(rows, st == ALB_OK ? err : NULL);
    return st == ALB_OK ? end : st;
}

alb_status registration_find_point(store_tx *tx, const char *mpxn, alb_arena *arena, registration_point *out,
                                   alb_err *err)
{
    store_value param = registration_mpxn(mpxn);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT a.status, a.direction, a.details, f.name" REGISTRATION_KNOWN(
                            "meter_point") " WHERE a.mpxn = $1 AND " REGISTRATION_NOT_REPLACED,
                        &param, 1, &rows, err));
    bool found = store_next(rows);
    if (found) {
        *out = (registration_point){.status = registration_column_text(rows, 0, arena),
                                    .direction = registration_column_text(rows, 1, arena),
                                    .details = registration_column_text(rows, 2, arena),
                                    .file = registration_column_text(rows, 3, arena)};
    }
    ALB_TRY(store_rows_end(rows, err));
    if (!found) {
        return ALB_NOT_FOUND;
    }
    return out->status && out->direction && out->details && out->file
               ? ALB_OK
               : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a meter point");
}

alb_status registration_network(store_tx *tx, const char *mpxn, alb_time at,
                                char out[static REGISTRATION_MPID_MAX + 1], alb_err *err)
{
    store_value params[] = {registration_mpxn(mpxn), store_int(at), store_int(REGISTRATION_NETWORKS)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT a.participant" REGISTRATION_KNOWN(
                            "appointment") " WHERE a.mpxn = $1 AND a.valid_from <= $2 AND $2 < a.valid_to"
                                           " AND (a.role & $3) <> 0 AND a.user_id = 0"
                                           " AND " REGISTRATION_NOT_REPLACED,
                        params, ALB_COUNT(params), &rows, err));
    bool found = store_next(rows);
    if (found) {
        registration_copy(store_column(rows, 0), out, REGISTRATION_MPID_MAX + 1);
    }
    ALB_TRY(store_rows_end(rows, err));
    return found ? ALB_OK : ALB_NOT_FOUND;
}
