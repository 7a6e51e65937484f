#include "installer.h"

#include "notice.h"

#include "catalogue/use_case.h"

alb_status dcc_set_installer(store_tx *tx, alb_eui64 hub, alb_eui64 user, alb_err *err)
{
    store_value params[] = {dcc_eui(hub), dcc_eui(user), store_int(CAT_DEVICE_CHF | CAT_DEVICE_GPF)};
    return store_exec(tx, "UPDATE device SET installer = $2 WHERE hub = $1 AND (type & $3) <> 0", params,
                      ALB_COUNT(params), err);
}

static alb_status has_rows(store_tx *tx, const char *sql, const store_value *params, size_t n, bool *out,
                           alb_err *err)
{
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, sql, params, n, &rows, err));
    *out = store_next(rows);
    return store_rows_end(rows, err);
}

alb_status dcc_is_installer_of(store_tx *tx, alb_eui64 device, alb_eui64 user, bool *out, alb_err *err)
{
    store_value params[] = {dcc_eui(device), dcc_eui(user)};
    return has_rows(tx, "SELECT 1 FROM device WHERE id = $1 AND installer = $2", params, 2, out, err);
}

static bool is_open(const char *status)
{
    static const char *const open[] = {"Pending", "Whitelisted", "InstalledNotCommissioned"};
    for (size_t i = 0; i < ALB_COUNT(open); i++) {
        if (strcmp(open[i], status) == 0) {
            return true;
        }
    }
    return false;
}

alb_status dcc_is_installer(store_tx *tx, const dcc_case *c, bool *out, alb_err *err)
{
    const duis_document *d = &c->document;
    static const char *const of_hubs[] = {"8.11", "8.12.1", "8.12.2"};
    bool brings_in = false;
    for (size_t i = 0; i < ALB_COUNT(of_hubs); i++) {
        brings_in = brings_in || strcmp(d->srv->srv, of_hubs[i]) == 0;
    }
    *out = false;
    if (brings_in || is_open(c->device.status)) {
        ALB_TRY(dcc_is_installer_of(tx, c->device.id, d->request_id.originator, out, err));
    }
    alb_span mpxn = duis_text(d, d->body, "AddDeviceToCHFWhitelist/ImportMPxN");
    if (*out || mpxn.len == 0) {
        return ALB_OK;
    }
    const char *text = alb_arena_string(c->worker->arena, mpxn);
    if (!text) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a meter point");
    }
    const registration_link link = {.mpxn = text};
    uint16_t roles = 0;
    ALB_TRY(
        registration_roles(tx, d->request_id.originator, c->roles, &link, 1, c->now, c->now, &roles, err));
    *out = roles != 0;
    return ALB_OK;
}

/* --- devices that leave --- */

alb_status dcc_tell_removed(store_tx *tx, alb_eui64 device, const alb_eui64 *by, alb_time now, alb_err *err)
{
    store_value id = dcc_eui(device);
    store_rows *rows = NULL;
    alb_eui64 installer = {{0}};
    ALB_TRY(store_query(tx, "SELECT installer FROM device WHERE id = $1", &id, 1, &rows, err));
    if (store_next(rows)) {
        installer = dcc_column_eui(rows, 0);
    }
    ALB_TRY(store_rows_end(rows, err));
    if (by && alb_eui64_equal(*by, installer)) {
        return ALB_OK;
    }
    char payload[256];
    alb_wr w = alb_wr_init(payload, sizeof payload);
    dcc_write_status_change(&w, device, "<sr:DeviceRemovedFromInventory/>");
    dcc_notice notice = {.code = "N3", .device = device, .payload = alb_wr_span(&w)};
    return dcc_notify_user(tx, &notice, installer, now, err);
}

enum { AT_A_TIME = 16 };
/* 36 months; remembered, not seen in the Code's text (dcc-services.md 23). */
#define PENDING_LIMIT ALB_DAYS(1096)

typedef struct expired {
    alb_time now;
    alb_eui64 list[AT_A_TIME];
    size_t n;
} expired;

static alb_status read_expired(store_tx *tx, void *ctx, alb_err *err)
{
    expired *e = ctx;
    store_value before = store_int(e->now - PENDING_LIMIT);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT id FROM device WHERE status = 'Pending' AND status_at < $1 ORDER BY status_at"
                        " LIMIT 16",
                        &before, 1, &rows, err));
    while (e->n < AT_A_TIME && store_next(rows)) {
        e->list[e->n++] = dcc_column_eui(rows, 0);
    }
    return store_rows_end(rows, err);
}

static alb_status remove_expired(store_tx *tx, void *ctx, alb_err *err)
{
    const expired *e = ctx;
    for (size_t i = 0; i < e->n; i++) {
        store_value params[] = {dcc_eui(e->list[i]), store_int(e->now - PENDING_LIMIT)};
        ALB_TRY(dcc_tell_removed(tx, e->list[i], NULL, e->now, err));
        ALB_TRY(store_exec(tx, "DELETE FROM device WHERE id = $1 AND status = 'Pending' AND status_at < $2",
                           params, 2, err));
        ALB_TRY(dcc_audit(tx, e->now, "device-removed", NULL, &e->list[i], err, "pending for 36 months"));
    }
    return ALB_OK;
}

bool dcc_expire_pending(dcc_worker *w)
{
    expired e = {.now = alb_now(w->dcc->clock)};
    alb_err err = {.code = ALB_OK};
    alb_status st = store_read(w->dcc->store, read_expired, &e, &err);
    if (st == ALB_OK && e.n > 0) {
        st = store_write(w->dcc->store, remove_expired, &e, &err);
    }
    if (st != ALB_OK) {
        alb_log_event(w->dcc->log, ALB_LOG_ERROR, "pending-not-removed", "detail=\"%s\"", err.detail);
    }
    return st == ALB_OK && e.n > 0;
}
