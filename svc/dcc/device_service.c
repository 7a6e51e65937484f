/* The end of a device in the inventory, and hubs that come and go: 8.3 Decommission Device, 8.14
 * Communications Hub Status Update (dcc-services.md 7.4, 7.8). */
#include "dcc_internal.h"

#include "cancel.h"
#include "effect.h"
#include "installer.h"
#include "notice.h"

#include "catalogue/use_case.h"

enum { METERS = CAT_DEVICE_ESME | CAT_DEVICE_GSME, MOST_LISTED = 7 };

static alb_span text_of(const dcc_change *u, const char *path)
{
    return duis_text(&u->c->document, u->c->document.body, path);
}

/* --- 8.3 --- */

static alb_status has_active_meters(store_tx *tx, alb_eui64 hub, bool *out, alb_err *err)
{
    store_value params[] = {dcc_eui(hub), store_int(CAT_DEVICE_ESME | CAT_DEVICE_GSME)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT 1 FROM device WHERE hub = $1 AND (type & $2) <> 0 AND status NOT IN"
                        " ('Pending', 'Decommissioned', 'Withdrawn')",
                        params, ALB_COUNT(params), &rows, err));
    *out = store_next(rows);
    return store_rows_end(rows, err);
}

/* N1 to the other parties of a meter, with the devices that were only there for it. */
static alb_status tell_decommissioned(store_tx *tx, dcc_change *u, const dcc_device_record *orphans, size_t n,
                                      alb_err *err)
{
    char change[DCC_NOTICE_MAX];
    char payload[DCC_NOTICE_MAX + 256];
    if (!u->device.mpxn || !(u->device.type & METERS)) {
        return ALB_OK;
    }
    alb_wr inner = alb_wr_init(change, sizeof change - 1);
    alb_wr_text(&inner, "<sr:MeterDecommissioningOrWithdrawal><sr:MeterDecommissionOrWithdrawal>");
    dcc_write_mpxns(&inner, &u->device);
    alb_wr_text(&inner, "</sr:MeterDecommissionOrWithdrawal>");
    for (size_t i = 0; i < n; i++) {
        alb_wr_text(&inner, "<sr:AssociatedType1Device>");
        dcc_write_eui(&inner, "DeviceID", orphans[i].id);
        alb_wr_printf(&inner, "<sr:DeviceType>%s</sr:DeviceType></sr:AssociatedType1Device>",
                      dcc_type_name(orphans[i].type));
    }
    alb_wr_text(&inner, "</sr:MeterDecommissioningOrWithdrawal>");
    ALB_TRY(inner.st);
    change[inner.pos] = '\0';
    alb_wr w = alb_wr_init(payload, sizeof payload);
    dcc_write_status_change(&w, u->id, change);
    dcc_notice notice = {.code = "N1", .device = u->id, .payload = alb_wr_span(&w)};
    return dcc_notify_registered(tx, &notice, CAT_USER_ED | CAT_USER_GT | CAT_USER_ES, NULL, u->c->now, err);
}

/* N33 to the suppliers of what is still on the hub. */
static alb_status tell_hub_gone(store_tx *tx, const dcc_change *u, alb_err *err)
{
    char payload[256];
    alb_wr w = alb_wr_init(payload, sizeof payload);
    dcc_write_status_change(&w, u->id, "<sr:CHFDecommissioning/>");
    dcc_notice notice = {.code = "N33", .device = u->id, .payload = alb_wr_span(&w)};
    return dcc_notify_registered(tx, &notice, CAT_USER_IS | CAT_USER_GS,
                                 &u->c->document.request_id.originator, u->c->now, err);
}

/* Out of use, with all that was arranged for it. */
static alb_status end_device(store_tx *tx, const dcc_change *u, alb_eui64 id, alb_err *err)
{
    ALB_TRY(dcc_device_set_status(tx, id, "Decommissioned", u->c->document.srv->srv, u->c->now, err));
    return dcc_cancel_work(tx, DCC_CAUSE_END, id, u->c->now, err);
}

/* Devices of type 1 that are joined to this meter and to no other in use: at most as many as N1 lists. */
static alb_status find_orphans(store_tx *tx, const dcc_change *u, dcc_device_record out[static MOST_LISTED],
                               size_t *n, alb_err *err)
{
    store_value params[] = {dcc_eui(u->id), store_int(CAT_DEVICE_PPMID | CAT_DEVICE_HCALCS)};
    store_rows *rows = NULL;
    *n = 0;
    ALB_TRY(store_query(tx,
                        "SELECT d.id, d.type FROM device d JOIN pairing p ON p.device = $1 AND p.other = d.id"
                        " WHERE (d.type & $2) <> 0 AND d.status <> 'Decommissioned' AND NOT EXISTS (SELECT 1"
                        " FROM pairing q JOIN device m ON m.id = q.device WHERE q.other = d.id AND q.device"
                        " <> $1 AND m.status <> 'Decommissioned') ORDER BY d.id",
                        params, 2, &rows, err));
    while (*n < MOST_LISTED && store_next(rows)) {
        out[(*n)++] = (dcc_device_record){.id = dcc_column_eui(rows, 0),
                                          .type = (uint16_t)store_column(rows, 1).integer};
    }
    return store_rows_end(rows, err);
}

/* The hub goes with its gas proxy; what is still on it keeps its status, and has no WAN. */
static alb_status end_hub(store_tx *tx, dcc_change *u, alb_err *err)
{
    dcc_device_record devices[17];
    size_t n = 0;
    ALB_TRY(tell_hub_gone(tx, u, err));
    ALB_TRY(dcc_devices_of_hub(tx, u->id, u->c->worker->arena, devices, ALB_COUNT(devices), &n, err));
    for (size_t i = 0; i < n; i++) {
        bool goes = devices[i].type & (CAT_DEVICE_CHF | CAT_DEVICE_GPF);
        ALB_TRY(goes ? end_device(tx, u, devices[i].id, err) : ALB_OK);
    }
    return ALB_OK;
}

static alb_status decommission(store_tx *tx, dcc_change *u, alb_err *err)
{
    /* 7.4, T17 and T18. */
    static const char *const in_use[] = {"Whitelisted", "InstalledNotCommissioned", "Commissioned",
                                         "Suspended"};
    if (!u->is_known || !dcc_is_one_of(u->device.status, in_use, ALB_COUNT(in_use))) {
        return dcc_change_refuse(u, "E080301", "no such device in use");
    }
    uint16_t roles = 0;
    ALB_TRY(dcc_registered_roles(tx, u->c->document.request_id.originator, u->c->roles, &u->device, u->c->now,
                                 false, &roles, err));
    if (roles == 0) {
        return dcc_change_refuse(u, "E080302", "the User is not the registered supplier");
    }
    if (u->device.type == CAT_DEVICE_CHF) {
        bool is_needed = false;
        ALB_TRY(has_active_meters(tx, u->id, &is_needed, err));
        return is_needed ? dcc_change_refuse(u, "E080301", "the hub still serves meters")
                         : end_hub(tx, u, err);
    }
    dcc_device_record orphans[MOST_LISTED];
    size_t n = 0;
    ALB_TRY(find_orphans(tx, u, orphans, &n, err));
    for (size_t i = 0; i < n; i++) {
        ALB_TRY(end_device(tx, u, orphans[i].id, err));
    }
    ALB_TRY(end_device(tx, u, u->id, err));
    return tell_decommissioned(tx, u, orphans, n, err);
}

bool dcc_decommission_device(dcc_case *c)
{
    return dcc_change_inventory(c, decommission);
}

/* --- 8.14 --- */

static bool is_hub(dcc_change *u)
{
    if (u->is_known && u->device.type == CAT_DEVICE_CHF) {
        return true;
    }
    (void)dcc_change_refuse(u, "E081401", "not a communications hub of the inventory");
    return false;
}

alb_status dcc_set_hub_status(store_tx *tx, const dcc_change *u, const char *status, alb_err *err)
{
    dcc_device_record devices[17];
    size_t n = 0;
    bool ends = strcmp(status, "Withdrawn") == 0;
    ALB_TRY(dcc_devices_of_hub(tx, u->id, u->c->worker->arena, devices, ALB_COUNT(devices), &n, err));
    for (size_t i = 0; i < n; i++) {
        if (devices[i].type & (CAT_DEVICE_CHF | CAT_DEVICE_GPF)) {
            bool begins = strcmp(status, "Commissioned") == 0 && strcmp(devices[i].status, status) != 0;
            ALB_TRY(
                dcc_device_set_status(tx, devices[i].id, status, u->c->document.srv->srv, u->c->now, err));
            ALB_TRY(begins ? dcc_hub_duties_open(tx, devices[i].id, u->c->now, err) : ALB_OK);
            ALB_TRY(ends ? dcc_cancel_work(tx, DCC_CAUSE_END, devices[i].id, u->c->now, err) : ALB_OK);
        }
    }
    return ALB_OK;
}

/* Is anybody registered for it? */
static alb_status is_meter_point(store_tx *tx, const dcc_change *u, alb_span mpxn, bool *out, alb_err *err)
{
    const char *text = alb_arena_string(u->c->worker->arena, mpxn);
    if (!text) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a meter point");
    }
    const registration_link links[] = {{.mpxn = text}, {.mpxn = text, .is_export = true, .has_import = true}};
    alb_eui64 holder;
    size_t n = 0;
    ALB_TRY(registration_holders(tx, UINT16_MAX, links, ALB_COUNT(links), u->c->now, &holder, 1, &n, err));
    *out = n > 0;
    return ALB_OK;
}

static alb_status install(store_tx *tx, dcc_change *u, alb_err *err)
{
    bool has_wan = strcmp(u->c->document.srv->srv, "8.14.1") == 0;
    if (!is_hub(u)) {
        return ALB_OK;
    }
    /* 7.4, T7 and T8; said again of one that is commissioned. */
    static const char *const open[] = {"Pending", "InstalledNotCommissioned", "Commissioned"};
    if (!dcc_is_one_of(u->device.status, open, has_wan ? 3 : 2)) {
        return dcc_change_refuse(u, "E081402", "not while the hub is in this status");
    }
    bool is_known = false;
    ALB_TRY(is_meter_point(tx, u, text_of(u, "MPxN"), &is_known, err));
    if (!is_known) {
        return dcc_change_refuse(u, "E081405", "nobody is registered for the meter point");
    }
    ALB_TRY(dcc_set_installer(tx, u->id, u->c->document.request_id.originator, err));
    return dcc_set_hub_status(tx, u, has_wan ? "Commissioned" : "InstalledNotCommissioned", err);
}

bool dcc_install_hub(dcc_case *c)
{
    return dcc_change_inventory(c, install);
}

static alb_status take_back(store_tx *tx, dcc_change *u, alb_err *err)
{
    if (!is_hub(u)) {
        return ALB_OK;
    }
    return strcmp(u->device.status, "Decommissioned") == 0
               ? dcc_change_refuse(u, "E081402", "the hub was returned before")
               : end_hub(tx, u, err);
}

bool dcc_return_hub(dcc_case *c)
{
    return dcc_change_inventory(c, take_back);
}
