/* Parties: Users of the DCC, their roles, where their messages go. */
#include "dcc_internal.h"

#include "catalogue/use_case.h"
#include "dcc/party.h"

alb_status dcc_party_standing(store_tx *tx, alb_eui64 user, uint16_t *roles, bool *is_party, alb_err *err)
{
    store_value id = dcc_eui(user);
    store_rows *rows = NULL;
    *roles = 0;
    ALB_TRY(store_query(tx, "SELECT role, entering, suspended FROM party WHERE id = $1", &id, 1, &rows, err));
    *is_party = store_next(rows);
    if (*is_party && store_column(rows, 2).integer == 0) {
        *roles = (uint16_t)(store_column(rows, 0).integer & ~store_column(rows, 1).integer);
    }
    return store_rows_end(rows, err);
}

alb_status dcc_party_roles(store_tx *tx, alb_eui64 user, uint16_t *roles, alb_err *err)
{
    bool is_party = false;
    return dcc_party_standing(tx, user, roles, &is_party, err);
}

/* --- administration --- */

static alb_status put_party(store_tx *tx, void *ctx, alb_err *err)
{
    const dcc_party *p = ctx;
    store_value params[] = {dcc_eui(p->user), store_int(p->role), dcc_text_or_null(p->delivery_url)};
    return store_exec(tx,
                      "INSERT INTO party (id, role, delivery_url) VALUES ($1, $2, $3) ON CONFLICT (id)"
                      " DO UPDATE SET role = excluded.role,"
                      " delivery_url = COALESCE(excluded.delivery_url, party.delivery_url)",
                      params, ALB_COUNT(params), err);
}

alb_status dcc_register_party(dcc *d, const dcc_party *party, alb_err *err)
{
    dcc_party copy = *party;
    alb_status st = store_write(d->store, put_party, &copy, err);
    if (st == ALB_OK) {
        dcc_deliverer_wake(d->deliverer);
    }
    return st;
}

typedef struct delivery_place {
    alb_eui64 user;
    const char *url;
    alb_time now;
} delivery_place;

alb_status dcc_party_deliver(store_tx *tx, alb_eui64 user, const char *url, alb_time now, alb_err *err)
{
    store_value params[] = {dcc_eui(user), dcc_text_or_null(url)};
    ALB_TRY(store_exec(tx, "UPDATE party SET delivery_url = $2 WHERE id = $1", params, 2, err));
    if (store_changes(tx) == 0) {
        char text[ALB_EUI64_TEXT];
        return alb_fail(err, ALB_NOT_FOUND, NULL, 0, "%s is not a party", alb_eui64_dashed(user, text));
    }
    /* What waited for the old place need not wait for the new one. */
    store_value due[] = {dcc_eui(user), store_int(now)};
    return store_exec(tx, "UPDATE delivery SET next_at = $2 WHERE recipient = $1 AND state = 'waiting'", due,
                      2, err);
}

static alb_status put_delivery_url(store_tx *tx, void *ctx, alb_err *err)
{
    const delivery_place *p = ctx;
    return dcc_party_deliver(tx, p->user, p->url, p->now, err);
}

alb_status dcc_set_delivery_url(dcc *d, alb_eui64 user, const char *url, alb_err *err)
{
    delivery_place place = {user, url, alb_now(d->clock)};
    ALB_TRY(store_write(d->store, put_delivery_url, &place, err));
    dcc_deliverer_wake(d->deliverer);
    return ALB_OK;
}
