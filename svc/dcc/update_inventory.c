/* 8.4 Update Inventory: status, details, meter points and removal of a device (dcc-services.md 7.4; the codes
 * are those of duis.md 8.2). */
#include "dcc_internal.h"

#include "installer.h"

#include "base/text.h"
#include "catalogue/use_case.h"

static alb_span text_of(const dcc_change *u, const char *path)
{
    return duis_text(&u->c->document, u->change, path);
}

/* From which statuses a User may set one (dcc-services.md 7.4: T6 to T8, T19, T20). */
typedef struct status_change {
    const char *to;
    const char *from[5];
} status_change;

static alb_status change_status(const status_change *list, size_t n, dcc_change *u, const char **out,
                                alb_err *err)
{
    *out = alb_arena_string(u->c->worker->arena, u->c->document.nodes[u->change].text);
    if (!*out) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a status");
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; strcmp(list[i].to, *out) == 0 && j < 5 && list[i].from[j]; j++) {
            if (strcmp(list[i].from[j], u->device.status) == 0) {
                return ALB_OK;
            }
        }
    }
    return dcc_change_refuse(u, "E080405", "not from the present status");
}

/* Back to its beginning: on no hub and of no meter point. A gas proxy stays its hub's (7.5). */
static alb_status start_again(store_tx *tx, const dcc_change *u, alb_err *err)
{
    store_value params[] = {dcc_eui(u->id), store_int(CAT_DEVICE_GPF)};
    ALB_TRY(dcc_device_release(tx, u->id, err));
    return store_exec(tx, "UPDATE device SET hub = 0 WHERE id = $1 AND type <> $2", params, 2, err);
}

static alb_status update_status(store_tx *tx, dcc_change *u, alb_err *err)
{
    static const status_change changes[] = {
        {"Pending", {"Pending", "Whitelisted", "InstalledNotCommissioned", "Decommissioned", "Withdrawn"}},
        {"InstalledNotCommissioned", {"Pending", "Whitelisted", "InstalledNotCommissioned"}},
    };
    const char *status = NULL;
    if (u->device.type == CAT_DEVICE_CHF) {
        return dcc_change_refuse(u, "E080406", "a communications hub has its own status change");
    }
    ALB_TRY(change_status(changes, ALB_COUNT(changes), u, &status, err));
    if (u->code) {
        return ALB_OK;
    }
    ALB_TRY(strcmp(status, "Pending") == 0 ? start_again(tx, u, err) : ALB_OK);
    return dcc_device_set_status(tx, u->id, status, "8.4", u->c->now, err);
}

static alb_status update_hub_status(store_tx *tx, dcc_change *u, alb_err *err)
{
    static const status_change changes[] = {
        {"Commissioned", {"Pending", "Whitelisted", "InstalledNotCommissioned", "Commissioned", "Withdrawn"}},
        {"InstalledNotCommissioned", {"Pending", "Whitelisted", "InstalledNotCommissioned"}},
        {"Withdrawn", {"Commissioned", "Withdrawn"}},
    };
    const char *status = NULL;
    if (u->device.type != CAT_DEVICE_CHF) {
        return dcc_change_refuse(u, "E080406", "not a communications hub");
    }
    ALB_TRY(change_status(changes, ALB_COUNT(changes), u, &status, err));
    return u->code ? ALB_OK : dcc_set_hub_status(tx, u, status, err);
}

/* The model as it would be. */
static alb_status check_product(store_tx *tx, dcc_change *u, alb_err *err)
{
    alb_arena *arena = u->c->worker->arena;
    dcc_device_record d = u->device;
    const struct {
        const char *path, **to;
    } parts[] = {
        {"DeviceManufacturer", &d.manufacturer}, {"DeviceModel", &d.model}, {"FirmwareVersion", &d.firmware}};
    for (size_t i = 0; i < ALB_COUNT(parts); i++) {
        if (text_of(u, parts[i].path).len > 0) {
            *parts[i].to = alb_arena_string(arena, text_of(u, parts[i].path));
        }
    }
    if (!d.manufacturer || !d.model) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a device");
    }
    bool usable = true;
    ALB_TRY(dcc_product_is_usable(tx, &d, u->c->now, arena, &usable, err));
    return usable ? ALB_OK : dcc_change_refuse(u, "E080408", "the model is not on the products list");
}

static alb_status update_details(store_tx *tx, dcc_change *u, alb_err *err)
{
    if (strcmp(u->device.status, "Commissioned") == 0) {
        return dcc_change_refuse(u, "E080407", "details stand once a device is commissioned");
    }
    if (text_of(u, "ESMEVariant").len > 0 && !(u->device.type & (CAT_DEVICE_ESME | CAT_DEVICE_SAPC))) {
        return dcc_change_refuse(u, "E080414", "only electricity meters have a variant");
    }
    ALB_TRY(check_product(tx, u, err));
    if (u->code) {
        return ALB_OK;
    }
    static const char *const paths[] = {"DeviceManufacturer", "DeviceModel", "FirmwareVersion",
                                        "ESMEVariant"};
    store_value params[1 + ALB_COUNT(paths)] = {dcc_eui(u->id)};
    for (size_t i = 0; i < ALB_COUNT(paths); i++) {
        bool is_given = duis_find(&u->c->document, u->change, paths[i]) != UINT32_MAX;
        params[1 + i] = is_given ? store_text(text_of(u, paths[i])) : store_null();
    }
    ALB_TRY(store_exec(tx,
                       "UPDATE device SET manufacturer = COALESCE($2, manufacturer), model = COALESCE($3,"
                       " model), firmware = COALESCE($4, firmware), esme_variant = COALESCE($5,"
                       " esme_variant) WHERE id = $1",
                       params, ALB_COUNT(params), err));
    return dcc_product_changed(tx, u->id, u->c->now, err);
}

static alb_status delete_device(store_tx *tx, dcc_change *u, alb_err *err)
{
    static const char *const unused[] = {"Pending", "Decommissioned", "Withdrawn"};
    if (!dcc_is_one_of(u->device.status, unused, ALB_COUNT(unused))) {
        return dcc_change_refuse(u, "E080413", "the device is in use");
    }
    ALB_TRY(dcc_tell_removed(tx, u->id, &u->c->document.request_id.originator, u->c->now, err));
    ALB_TRY(dcc_device_release(tx, u->id, err));
    store_value id = dcc_eui(u->id);
    return store_exec(tx, "DELETE FROM device WHERE id = $1", &id, 1, err);
}

/* Is the User registered for the meter point itself, in a role that may set it? */
static alb_status is_registered(store_tx *tx, const dcc_change *u, alb_span mpxn, uint16_t roles, bool *out,
                                alb_err *err)
{
    const char *text = alb_arena_string(u->c->worker->arena, mpxn);
    if (!text) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a meter point");
    }
    /* As an import and as an export MPAN: which it is going to be is what the roles say. */
    const registration_link links[] = {{.mpxn = text}, {.mpxn = text, .is_export = true, .has_import = true}};
    uint16_t found = 0;
    ALB_TRY(registration_roles(tx, u->c->document.request_id.originator, roles, links, ALB_COUNT(links),
                               u->c->now, ALB_TIME_NONE, &found, err));
    *out = found != 0;
    return ALB_OK;
}

static alb_status update_meter_point(store_tx *tx, dcc_change *u, alb_err *err)
{
    static const struct {
        const char *element, *sql;
        uint16_t roles;
    } kinds[] = {
        {"ImportMPxN", "UPDATE device SET mpxn = $2 WHERE id = $1", CAT_USER_IS | CAT_USER_GS},
        {"SecondaryImportMPAN", "UPDATE device SET secondary_mpan = $2 WHERE id = $1", CAT_USER_IS},
        {"ExportMPAN", "UPDATE device SET export_mpan = $2 WHERE id = $1", CAT_USER_ES},
    };
    if (!(u->device.type & (CAT_DEVICE_ESME | CAT_DEVICE_GSME))) {
        return dcc_change_refuse(u, "E080410", "only meters have a meter point");
    }
    for (size_t i = 0; i < ALB_COUNT(kinds); i++) {
        alb_span mpxn = text_of(u, kinds[i].element);
        if (mpxn.len == 0) {
            continue;
        }
        bool is_twin = u->device.esme_variant && strchr(u->device.esme_variant, 'B');
        if (i == 1 && !is_twin) {
            return dcc_change_refuse(u, "E080411", "only a twin element meter has a secondary MPAN");
        }
        bool registered = false;
        ALB_TRY(is_registered(tx, u, mpxn, kinds[i].roles & u->c->roles, &registered, err));
        if (!registered) {
            return i == 2 ? dcc_change_refuse(u, "E080412", "not the export supplier")
                          : dcc_change_refuse(u, "E080409", "not registered for that meter point");
        }
        store_value params[] = {dcc_eui(u->id), store_text(mpxn)};
        return store_exec(tx, kinds[i].sql, params, 2, err);
    }
    return ALB_OK;
}

typedef alb_status change_fn(store_tx *tx, dcc_change *u, alb_err *err);
static const struct {
    const char *element;
    change_fn *apply;
} changes[] = {
    {"UpdateDeviceStatusExceptCH", update_status},
    {"UpdateDeviceStatusCH", update_hub_status},
    {"UpdateDeviceDetails", update_details},
    {"DeleteDevice", delete_device},
    {"UpdateMPxN", update_meter_point},
};

static alb_status check_user(store_tx *tx, dcc_change *u, alb_err *err)
{
    const dcc_case *c = u->c;
    uint16_t roles = 0;
    ALB_TRY(dcc_registered_roles(tx, c->document.request_id.originator, c->roles, &u->device, c->now, true,
                                 &roles, err));
    bool is_open = strcmp(u->device.status, "Pending") == 0;
    return roles != 0 || is_open ? ALB_OK
                                 : dcc_change_refuse(u, "E4", "the User is not registered for this device");
}

static alb_status apply(store_tx *tx, dcc_change *u, alb_err *err)
{
    if (!u->is_known) {
        return dcc_change_refuse(u, "E19", "the device is not in the inventory");
    }
    ALB_TRY(check_user(tx, u, err));
    static const char *const in_recovery[] = {"Recovery", "Recovered"};
    if (!u->code && dcc_is_one_of(u->device.status, in_recovery, ALB_COUNT(in_recovery))) {
        return dcc_change_refuse(u, "E5", "the device is in recovery");
    }
    for (size_t i = 0; !u->code && i < ALB_COUNT(changes); i++) {
        u->change = duis_find(&u->c->document, u->c->document.body, changes[i].element);
        if (u->change != UINT32_MAX) {
            return changes[i].apply(tx, u, err);
        }
    }
    return ALB_OK;
}

bool dcc_update_inventory(dcc_case *c)
{
    return dcc_change_inventory(c, apply);
}
