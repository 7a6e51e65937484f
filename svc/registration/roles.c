/* Who is registered: roles at a time, by links of a device to meter points. */
#include "registration_internal.h"

#include <stdio.h>

store_value registration_from(alb_time t)
{
    return store_int(t == ALB_TIME_NONE ? INT64_MIN : t);
}

store_value registration_to(alb_time t)
{
    return store_int(t == ALB_TIME_NONE ? INT64_MAX : t);
}

alb_time registration_column_from(const store_rows *rows, size_t column)
{
    store_value v = store_column(rows, column);
    return v.kind == STORE_NULL ? ALB_TIME_NONE : v.integer;
}

alb_time registration_column_to(const store_rows *rows, size_t column)
{
    store_value v = store_column(rows, column);
    return v.kind == STORE_NULL || v.integer == INT64_MAX ? ALB_TIME_NONE : v.integer;
}

store_value registration_user(alb_eui64 user)
{
    return store_int((int64_t)alb_eui64_number(user));
}

store_value registration_text(const char *text)
{
    return store_text(alb_span_str(text));
}

const char *registration_bare(const char *mpxn)
{
    while (mpxn[0] == '0' && mpxn[1] != '\0') {
        mpxn++;
    }
    return mpxn;
}

store_value registration_mpxn(const char *mpxn)
{
    return registration_text(registration_bare(mpxn));
}

const char *registration_column_text(const store_rows *rows, size_t column, alb_arena *arena)
{
    return alb_arena_string(arena, store_column(rows, column).bytes);
}

void registration_copy(store_value v, char *out, size_t size)
{
    size_t n = v.kind == STORE_NULL ? 0 : v.bytes.len;
    n = n < size ? n : size - 1;
    if (n > 0) {
        memcpy(out, v.bytes.ptr, n);
    }
    out[n] = '\0';
}

/* --- roles --- */

/* What a meter point gives by the way in which the device hangs on it. */
static uint16_t roles_of(const registration_link *link)
{
    enum { ANY_WAY = CAT_USER_ED | CAT_USER_GT | CAT_USER_RSA | CAT_USER_LC | CAT_USER_MDR };
    if (!link->is_export) {
        return ANY_WAY | CAT_USER_IS | CAT_USER_GS;
    }
    return ANY_WAY | (link->has_import ? CAT_USER_ES : CAT_USER_IS);
}

alb_status registration_roles(store_tx *tx, alb_eui64 user, uint16_t roles, const registration_link *links,
                              size_t n, alb_time from, alb_time until, uint16_t *out, alb_err *err)
{
    /* A User that was appointed by hand, or the one that acts for the participant. */
    static const char sql[] =
        "SELECT CASE WHEN a.user_id <> 0 THEN a.role ELSE a.role & p.role END" REGISTRATION_KNOWN(
            "appointment") " LEFT JOIN market_participant p ON a.user_id = 0 AND p.mpid = a.participant AND"
                           " p.user_id = $2 AND p.valid_from <= $4 AND $3 < p.valid_to"
                           " WHERE a.mpxn = $1 AND a.valid_from <= $4 AND $3 < a.valid_to"
                           " AND a.state <> '" REGISTRATION_STATE_PENDING "' AND " REGISTRATION_NOT_REPLACED
                           " AND (a.user_id = $2 OR p.mpid IS NOT NULL)";
    *out = 0;
    for (size_t i = 0; i < n; i++) {
        store_value params[] = {registration_mpxn(links[i].mpxn), registration_user(user), store_int(from),
                                registration_to(until)};
        uint16_t given = roles & roles_of(&links[i]);
        store_rows *rows = NULL;
        ALB_TRY(store_query(tx, sql, params, ALB_COUNT(params), &rows, err));
        while (store_next(rows)) {
            *out |= (uint16_t)store_column(rows, 0).integer & given;
        }
        ALB_TRY(store_rows_end(rows, err));
    }
    return ALB_OK;
}

static void add_once(alb_eui64 user, alb_eui64 *out, size_t max, size_t *count)
{
    for (size_t i = 0; i < *count; i++) {
        if (alb_eui64_equal(out[i], user)) {
            return;
        }
    }
    if (*count < max) {
        out[(*count)++] = user;
    }
}

static alb_status add_users(store_rows *rows, uint16_t roles, alb_eui64 *out, size_t max, size_t *count,
                            alb_err *err)
{
    while (store_next(rows)) {
        if ((uint16_t)store_column(rows, 1).integer & roles) {
            add_once(alb_eui64_of((uint64_t)store_column(rows, 0).integer), out, max, count);
        }
    }
    return store_rows_end(rows, err);
}

#define HOLDERS                                                                                              \
    "SELECT COALESCE(p.user_id, a.user_id), CASE WHEN a.user_id <> 0 THEN a.role ELSE a.role & p.role "      \
    "END" REGISTRATION_KNOWN(                                                                                \
        "appointment") " LEFT JOIN market_participant p ON a.user_id = 0 AND p.mpid = a.participant AND"

alb_status registration_holders(store_tx *tx, uint16_t roles, const registration_link *links, size_t n,
                                alb_time at, alb_eui64 *out, size_t max, size_t *count, alb_err *err)
{
    static const char sql[] =
        HOLDERS " p.valid_from <= $2 AND $2 < p.valid_to WHERE a.mpxn = $1 AND a.valid_from <= $2 AND"
                " $2 < a.valid_to AND a.state <> '" REGISTRATION_STATE_PENDING
                "' AND " REGISTRATION_NOT_REPLACED " AND (a.user_id <> 0 OR p.user_id IS NOT NULL)"
                " ORDER BY 1";
    *count = 0;
    for (size_t i = 0; i < n; i++) {
        store_value params[] = {registration_mpxn(links[i].mpxn), store_int(at)};
        store_rows *rows = NULL;
        ALB_TRY(store_query(tx, sql, params, ALB_COUNT(params), &rows, err));
        ALB_TRY(add_users(rows, roles & roles_of(&links[i]), out, max, count, err));
    }
    return ALB_OK;
}

/* The last end of a supply before a time. */
static alb_status last_end(store_tx *tx, const char *mpxn, alb_time at, alb_time *out, alb_err *err)
{
    store_value params[] = {registration_mpxn(mpxn), store_int(at), store_int(REGISTRATION_SUPPLIERS)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT a.valid_to" REGISTRATION_KNOWN(
                            "appointment") " WHERE a.mpxn = $1 AND a.valid_to <= $2 AND (a.role & $3) <> 0"
                                           " AND a.state <> '" REGISTRATION_STATE_PENDING
                                           "' AND " REGISTRATION_NOT_REPLACED
                                           " ORDER BY a.valid_to DESC LIMIT 1",
                        params, ALB_COUNT(params), &rows, err));
    *out = store_next(rows) ? store_column(rows, 0).integer : ALB_TIME_NONE;
    return store_rows_end(rows, err);
}

alb_status registration_last_suppliers(store_tx *tx, const registration_link *links, size_t n, alb_time at,
                                       alb_eui64 *out, size_t max, size_t *count, alb_err *err)
{
    alb_eui64 found[8];
    *count = 0;
    for (size_t i = 0; i < n; i++) {
        alb_time end = ALB_TIME_NONE;
        size_t n_found = 0;
        ALB_TRY(last_end(tx, links[i].mpxn, at, &end, err));
        if (end == ALB_TIME_NONE) {
            continue;
        }
        /* The instant before the end was theirs. */
        ALB_TRY(registration_holders(tx, REGISTRATION_SUPPLIERS, &links[i], 1, end - 1, found,
                                     ALB_COUNT(found), &n_found, err));
        for (size_t k = 0; k < n_found; k++) {
            add_once(found[k], out, max, count);
        }
    }
    return ALB_OK;
}

/* --- effects --- */

alb_status registration_next_due(store_tx *tx, alb_time now, alb_time *due_at,
                                 char mpxn[static REGISTRATION_MPXN_MAX + 1], alb_err *err)
{
    store_value param = store_int(now);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT d.due_at, d.mpxn FROM registration_due d JOIN registration_file f ON f.id ="
                        " d.file AND f.state = 'applied' WHERE d.due_at <= $1 ORDER BY d.due_at, d.mpxn"
                        " LIMIT 1",
                        &param, 1, &rows, err));
    bool found = store_next(rows);
    if (found) {
        *due_at = store_column(rows, 0).integer;
        registration_copy(store_column(rows, 1), mpxn, REGISTRATION_MPXN_MAX + 1);
    }
    ALB_TRY(store_rows_end(rows, err));
    return found ? ALB_OK : ALB_NOT_FOUND;
}

alb_status registration_end_due(store_tx *tx, alb_time due_at, const char *mpxn, alb_err *err)
{
    store_value params[] = {store_int(due_at), registration_mpxn(mpxn)};
    /* What a file that is still being brought in made due is another matter. */
    return store_exec(tx,
                      "DELETE FROM registration_due WHERE due_at = $1 AND mpxn = $2 AND file IN"
                      " (SELECT id FROM registration_file WHERE state = 'applied')",
                      params, ALB_COUNT(params), err);
}
