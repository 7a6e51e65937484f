/* The entry of Users, a role at a time (dcc-services.md 3.1), and their suspension. */
#include "dcc/party.h"

#include "dcc_internal.h"

#define RULE "SEC H1"

static const struct {
    const char *name;
    uint16_t roles; /* that need it; 0: all */
} steps[DCC_ENTRY_STEPS] = {
    [DCC_ENTRY_IDENTIFIER] = {"identifier", 0}, [DCC_ENTRY_CERTIFICATES] = {"certificates", 0},
    [DCC_ENTRY_CONNECTION] = {"connection", 0}, [DCC_ENTRY_TESTS] = {"tests", 0},
    [DCC_ENTRY_SECURITY] = {"security", 0},     [DCC_ENTRY_PRIVACY] = {"privacy", CAT_USER_OU},
    [DCC_ENTRY_CREDIT] = {"credit", 0},
};

const char *dcc_entry_name(dcc_entry_step step)
{
    return step < DCC_ENTRY_STEPS ? steps[step].name : NULL;
}

dcc_entry_step dcc_entry_named(const char *name)
{
    dcc_entry_step step = DCC_ENTRY_IDENTIFIER;
    while (step < DCC_ENTRY_STEPS && strcmp(steps[step].name, name) != 0) {
        step++;
    }
    return step;
}

bool dcc_entry_is_needed(dcc_entry_step step, uint16_t role)
{
    return step < DCC_ENTRY_STEPS && (steps[step].roles == 0 || steps[step].roles & role);
}

/* --- adding --- */

alb_status dcc_party_add(store_tx *tx, alb_eui64 user, const char *name, uint16_t roles, alb_time now,
                         alb_err *err)
{
    if (roles == 0 || alb_eui64_number(user) == 0) {
        return alb_fail(err, ALB_BAD_VALUE, RULE, 0, "a User has an identifier and a role");
    }
    /* Roles that are open stay open. */
    store_value params[] = {dcc_eui(user), store_int(roles), dcc_text_or_null(name)};
    ALB_TRY(store_exec(tx,
                       "INSERT INTO party (id, role, entering, name) VALUES ($1, $2, $2, $3) ON CONFLICT (id)"
                       " DO UPDATE SET entering = party.entering | (excluded.role & ~party.role),"
                       " role = party.role | excluded.role, name = COALESCE(excluded.name, party.name)",
                       params, ALB_COUNT(params), err));
    return dcc_audit(tx, now, "party-added", &user, NULL, err, "%s roles=%u", name ? name : "", roles);
}

/* --- confirming --- */

static alb_status steps_of(store_tx *tx, alb_eui64 user, uint16_t confirmed[static DCC_ENTRY_STEPS],
                           alb_err *err)
{
    store_value param = dcc_eui(user);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT step, role FROM party_entry WHERE user_id = $1", &param, 1, &rows, err));
    memset(confirmed, 0, DCC_ENTRY_STEPS * sizeof confirmed[0]);
    while (store_next(rows)) {
        int64_t step = store_column(rows, 0).integer;
        if (step >= 0 && step < DCC_ENTRY_STEPS) {
            confirmed[step] |= (uint16_t)store_column(rows, 1).integer;
        }
    }
    return store_rows_end(rows, err);
}

static bool is_complete(const uint16_t confirmed[static DCC_ENTRY_STEPS], uint16_t role)
{
    for (dcc_entry_step s = DCC_ENTRY_IDENTIFIER; s < DCC_ENTRY_STEPS; s++) {
        if (dcc_entry_is_needed(s, role) && !(confirmed[s] & role)) {
            return false;
        }
    }
    return true;
}

alb_status dcc_party_confirm(store_tx *tx, alb_eui64 user, uint16_t role, dcc_entry_step step, const char *by,
                             alb_time now, alb_err *err)
{
    uint16_t confirmed[DCC_ENTRY_STEPS];
    char text[ALB_EUI64_TEXT];
    store_value params[] = {dcc_eui(user), store_int(role), store_int(step), store_int(now),
                            dcc_text_or_null(by)};
    if (!dcc_entry_is_needed(step, role)) {
        return alb_fail(err, ALB_BAD_VALUE, RULE, 0, "that role has no such step");
    }
    ALB_TRY(
        store_exec(tx,
                   "INSERT INTO party_entry (user_id, role, step, at, confirmed_by) SELECT $1, $2, $3, $4,"
                   " $5 FROM party WHERE id = $1 AND (role & $2) <> 0 ON CONFLICT (user_id, role, step)"
                   " DO UPDATE SET at = excluded.at, confirmed_by = excluded.confirmed_by",
                   params, ALB_COUNT(params), err));
    if (store_changes(tx) == 0) {
        return alb_fail(err, ALB_NOT_FOUND, RULE, 0, "%s is not a User in that role",
                        alb_eui64_dashed(user, text));
    }
    ALB_TRY(dcc_audit(tx, now, "entry-confirmed", &user, NULL, err, "%s role=%u by %s", dcc_entry_name(step),
                      role, by ? by : "-"));
    ALB_TRY(steps_of(tx, user, confirmed, err));
    if (!is_complete(confirmed, role)) {
        return ALB_OK;
    }
    ALB_TRY(store_exec(tx, "UPDATE party SET entering = entering & ~$2 WHERE id = $1", params, 2, err));
    return dcc_audit(tx, now, "party-entered", &user, NULL, err, "role=%u", role);
}

alb_status dcc_party_suspend(store_tx *tx, alb_eui64 user, bool suspended, const char *why, alb_time now,
                             alb_err *err)
{
    char text[ALB_EUI64_TEXT];
    store_value params[] = {dcc_eui(user), store_int(suspended)};
    ALB_TRY(store_exec(tx, "UPDATE party SET suspended = $2 WHERE id = $1", params, 2, err));
    if (store_changes(tx) == 0) {
        return alb_fail(err, ALB_NOT_FOUND, RULE, 0, "%s is not a party", alb_eui64_dashed(user, text));
    }
    return dcc_audit(tx, now, suspended ? "party-suspended" : "party-resumed", &user, NULL, err, "%s",
                     why ? why : "");
}

/* --- looking --- */

static alb_status count_credentials(store_tx *tx, alb_eui64 user, uint32_t *out, alb_err *err)
{
    store_value param = dcc_eui(user);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT count(*) FROM party_credential WHERE user_id = $1 AND revoked_at IS NULL",
                        &param, 1, &rows, err));
    *out = store_next(rows) ? (uint32_t)store_column(rows, 0).integer : 0;
    return store_rows_end(rows, err);
}

alb_status dcc_party_read(store_tx *tx, alb_eui64 user, alb_arena *arena, dcc_party_row *out, alb_err *err)
{
    store_value param = dcc_eui(user);
    store_rows *rows = NULL;
    *out = (dcc_party_row){.user = user};
    ALB_TRY(store_query(tx,
                        "SELECT role, entering, suspended, COALESCE(name, ''), COALESCE(delivery_url, '')"
                        " FROM party WHERE id = $1",
                        &param, 1, &rows, err));
    bool found = store_next(rows);
    if (found) {
        out->roles = (uint16_t)store_column(rows, 0).integer;
        out->entering = (uint16_t)store_column(rows, 1).integer;
        out->suspended = store_column(rows, 2).integer != 0;
        out->name = dcc_column_text(rows, 3, arena);
        out->delivery_url = dcc_column_text(rows, 4, arena);
    }
    ALB_TRY(store_rows_end(rows, err));
    if (!found) {
        return ALB_NOT_FOUND;
    }
    ALB_TRY(steps_of(tx, user, out->confirmed, err));
    return count_credentials(tx, user, &out->credentials, err);
}

alb_status dcc_party_each(store_tx *tx, alb_status (*visit)(void *ctx, alb_eui64 user, alb_err *err),
                          void *ctx, alb_err *err)
{
    store_rows *rows = NULL;
    alb_status st = ALB_OK;
    ALB_TRY(store_query(tx, "SELECT id FROM party ORDER BY id", NULL, 0, &rows, err));
    while (st == ALB_OK && store_next(rows)) {
        st = visit(ctx, dcc_column_eui(rows, 0), err);
    }
    alb_status end = store_rows_end(rows, st == ALB_OK ? err : NULL);
    return st == ALB_OK ? end : st;
}
