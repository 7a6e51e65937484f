/* The beginning and the end of a device in the inventory: 12.2 Device Pre-notification, 8.3 Decommission
 * Device, 8.14 Communications Hub Status Update (dcc-services.md 7.4, 7.8). */
#include "dcc_internal.h"

#include "catalogue/use_case.h"

static alb_span text_of(const dcc_change *u, const char *path)
{
    return duis_text(&u->c->document, u->c->document.body, path);
}

static store_value text_or_null(alb_span text)
{
    return text.len > 0 ? store_text(text) : store_null();
}

/* --- 12.2 --- */

/* Newest version, until the device tells its own. */
enum { ASSUMED_GBCS_VERSION = 42 };

static alb_status insert(store_tx *tx, const dcc_change *u, alb_eui64 id, alb_eui64 hub, uint16_t type,
                         alb_err *err)
{
    store_value params[] = {
        dcc_eui(id),
        dcc_eui(hub),
        store_int(type),
        text_or_null(text_of(u, "ESMEVariant")),
        store_int(ASSUMED_GBCS_VERSION),
        store_int(u->c->now),
        store_text(text_of(u, "DeviceManufacturer")),
        store_text(text_of(u, "DeviceModel")),
        text_or_null(text_of(u, "FirmwareVersion")),
    };
    ALB_TRY(store_exec(tx,
                       "INSERT INTO device (id, hub, type, esme_variant, gbcs_version, status, status_at,"
                       " manufacturer, model, firmware) VALUES ($1, $2, $3, $4, $5, '', $6, $7, $8, $9)",
                       params, ALB_COUNT(params), err));
    return dcc_device_set_status(tx, id, "Pending", "12.2", u->c->now, err);
}

/* Is the model on the products list? */
static alb_status check_product(store_tx *tx, dcc_change *u, uint16_t type, alb_err *err)
{
    alb_arena *arena = u->c->worker->arena;
    dcc_device_record d = {.type = type,
                           .manufacturer = alb_arena_string(arena, text_of(u, "DeviceManufacturer")),
                           .model = alb_arena_string(arena, text_of(u, "DeviceModel")),
                           .firmware = alb_arena_string(arena, text_of(u, "FirmwareVersion"))};
    if (!d.manufacturer || !d.model || !d.firmware) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a device");
    }
    bool usable = true;
    ALB_TRY(dcc_product_is_usable(tx, &d, u->c->now, arena, &usable, err));
    return usable ? ALB_OK : dcc_change_refuse(u, "E120203", "the model is not on the products list");
}

/* A device that is out of use may be notified again: it begins anew (dcc-services.md 7.4, T19). */
static alb_status clear_old(store_tx *tx, dcc_change *u, alb_err *err)
{
    bool is_out_of_use =
        strcmp(u->device.status, "Decommissioned") == 0 || strcmp(u->device.status, "Withdrawn") == 0;
    if (!is_out_of_use) {
        return dcc_change_refuse(u, "E120201", "the device was pre-notified before");
    }
    store_value id = dcc_eui(u->id);
    return store_exec(tx, "DELETE FROM device WHERE id = $1", &id, 1, err);
}

static alb_status prenotify(store_tx *tx, dcc_change *u, alb_err *err)
{
    alb_eui64 gpf;
    uint16_t type = cat_device_named(text_of(u, "DeviceType"));
    bool has_gpf = alb_eui64_parse(text_of(u, "AssociatedGPFDeviceID"), &gpf);
    if (has_gpf && alb_eui64_equal(gpf, u->id)) {
        return dcc_change_refuse(u, "E120201", "hub and gas proxy have one identifier");
    }
    ALB_TRY(check_product(tx, u, type, err));
    if (u->code) {
        return ALB_OK;
    }
    if (u->is_known) {
        ALB_TRY(clear_old(tx, u, err));
    }
    if (u->code) {
        return ALB_OK;
    }
    /* Who is on which hub is known when the hub lists it (8.11). */
    static const alb_eui64 no_hub = {{0}};
    ALB_TRY(insert(tx, u, u->id, type == CAT_DEVICE_CHF ? u->id : no_hub, type, err));
    return has_gpf ? insert(tx, u, gpf, u->id, CAT_DEVICE_GPF, err) : ALB_OK;
}

bool dcc_prenotify_device(dcc_case *c)
{
    return dcc_change_inventory(c, prenotify);
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

static alb_status decommission(store_tx *tx, dcc_change *u, alb_err *err)
{
    if (!u->is_known || strcmp(u->device.status, "Decommissioned") == 0) {
        return dcc_change_refuse(u, "E080301", "no such device in use");
    }
    uint16_t roles = 0;
    ALB_TRY(dcc_registered_roles(tx, u->c->document.request_id.originator, u->c->roles, &u->device, u->c->now,
                                 false, &roles, err));
    if (roles == 0) {
        return dcc_change_refuse(u, "E080302", "the User is not the registered supplier");
    }
    bool is_needed = false;
    if (u->device.type == CAT_DEVICE_CHF) {
        ALB_TRY(has_active_meters(tx, u->id, &is_needed, err));
    }
    return is_needed ? dcc_change_refuse(u, "E080301", "the hub still serves meters")
                     : dcc_device_set_status(tx, u->id, "Decommissioned", "8.3", u->c->now, err);
}

/* N1 to the other parties of a meter. */
static alb_status tell_decommissioned(dcc_change *u, dcc_batch *alerts, alb_err *err)
{
    char id[ALB_EUI64_TEXT];
    char payload[512];
    if (!u->device.mpxn || !(u->device.type & (CAT_DEVICE_ESME | CAT_DEVICE_GSME))) {
        return ALB_OK;
    }
    alb_wr w = alb_wr_init(payload, sizeof payload);
    alb_wr_printf(&w,
                  "<sr:DeviceStatusChangeEvent><sr:DeviceID>%s</sr:DeviceID><sr:DeviceStatusChange>"
                  "<sr:MeterDecommissioningOrWithdrawal><sr:MeterDecommissionOrWithdrawal><sr:ImportMPxN>%s"
                  "</sr:ImportMPxN></sr:MeterDecommissionOrWithdrawal></sr:MeterDecommissioningOrWithdrawal>"
                  "</sr:DeviceStatusChange></sr:DeviceStatusChangeEvent>",
                  alb_eui64_dashed(u->id, id), u->device.mpxn);
    ALB_TRY(w.st);
    return dcc_alert_registered(u->c->worker, &u->device, CAT_USER_ED | CAT_USER_GT | CAT_USER_ES, "N1",
                                alb_wr_span(&w), alerts, err);
}

bool dcc_decommission_device(dcc_case *c)
{
    return dcc_change_and_tell(c, decommission, tell_decommissioned);
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

/* The hub and its gas proxy. */
static alb_status set_hub_status(store_tx *tx, const dcc_change *u, const char *status, alb_err *err)
{
    dcc_device_record devices[17];
    size_t n = 0;
    ALB_TRY(dcc_devices_of_hub(tx, u->id, u->c->worker->arena, devices, ALB_COUNT(devices), &n, err));
    for (size_t i = 0; i < n; i++) {
        if (devices[i].type & (CAT_DEVICE_CHF | CAT_DEVICE_GPF)) {
            ALB_TRY(
                dcc_device_set_status(tx, devices[i].id, status, u->c->document.srv->srv, u->c->now, err));
        }
    }
    return ALB_OK;
}

static alb_status install(store_tx *tx, dcc_change *u, alb_err *err)
{
    bool has_wan = strcmp(u->c->document.srv->srv, "8.14.1") == 0;
    if (!is_hub(u)) {
        return ALB_OK;
    }
    if (strcmp(u->device.status, "Decommissioned") == 0 || strcmp(u->device.status, "Withdrawn") == 0) {
        return dcc_change_refuse(u, "E081402", "the hub is out of use");
    }
    if (!has_wan && strcmp(u->device.status, "Commissioned") == 0) {
        return dcc_change_refuse(u, "E081402", "the hub is commissioned");
    }
    return set_hub_status(tx, u, has_wan ? "Commissioned" : "InstalledNotCommissioned", err);
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
               : set_hub_status(tx, u, "Decommissioned", err);
}

bool dcc_return_hub(dcc_case *c)
{
    return dcc_change_inventory(c, take_back);
}
