/* 12.2 Device Pre-notification: the beginning of a device in the inventory (dcc-services.md 7.4). Its
 * certificates are in the SMKI Repository since it was made. */
#include "dcc_internal.h"

#include "catalogue/use_case.h"
#include "smki/path.h"

static alb_span text_of(const dcc_change *u, const char *path)
{
    return duis_text(&u->c->document, u->c->document.body, path);
}

static store_value text_or_null(alb_span text)
{
    return text.len > 0 ? store_text(text) : store_null();
}

/* --- certificates --- */

/* Of that device, for that use, under an authority of devices. */
static bool is_good(const dcc_case *c, const smki_certificate *found, alb_eui64 id, smki_usage usage)
{
    smki_path_options options = {.at = c->now, .role = SMKI_ROLE_NONE};
    return found && smki_certificate_kind(found) == SMKI_KIND_DEVICE &&
           smki_certificate_usage(found) == usage && alb_eui64_equal(smki_certificate_entity(found), id) &&
           smki_path_check(gbcs_keys_crypto(c->worker->keys), found, c->dcc->keys, &options, NULL) == ALB_OK;
}

static alb_status has_certificates(store_tx *tx, alb_eui64 id, bool *out, alb_err *err)
{
    store_value param = dcc_eui(id);
    store_rows *rows = NULL;
    ALB_TRY(
        store_query(tx, "SELECT 1 FROM device WHERE id = $1 AND signing IS NOT NULL", &param, 1, &rows, err));
    *out = store_next(rows);
    return store_rows_end(rows, err);
}

/* A device without them is in the inventory, and nothing that it says is believed. One that comes back may
 * have newer ones than those that it was made with. */
static alb_status take_certificates(store_tx *tx, const dcc_case *c, alb_eui64 id, alb_err *err)
{
    smki_certificate *signing = NULL;
    smki_certificate *agreement = NULL;
    const dcc *d = c->dcc;
    bool has_some = !d->repository.find;
    ALB_TRY(has_some ? ALB_OK : has_certificates(tx, id, &has_some, err));
    if (has_some) {
        return ALB_OK;
    }
    alb_status st = d->repository.find(d->repository.ctx, id, &signing, &agreement, NULL);
    bool good = st == ALB_OK && is_good(c, signing, id, SMKI_USAGE_DIGITAL_SIGNATURE) &&
                is_good(c, agreement, id, SMKI_USAGE_KEY_AGREEMENT);
    st = good ? dcc_device_set_keys(tx, id, signing, agreement, err) : ALB_OK;
    smki_certificate_free(signing);
    smki_certificate_free(agreement);
    return st;
}

/* --- the device --- */

/* Newest version, where the products list does not say another. */
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
        dcc_eui(u->c->document.request_id.originator),
    };
    /* One that comes back begins anew, with the certificates that it has. */
    ALB_TRY(store_exec(tx,
                       "INSERT INTO device (id, hub, type, esme_variant, gbcs_version, status, status_at,"
                       " manufacturer, model, firmware, installer) VALUES ($1, $2, $3, $4, $5, '', $6, $7,"
                       " $8, $9, $10) ON CONFLICT (id) DO UPDATE SET hub = excluded.hub, type ="
                       " excluded.type, esme_variant = excluded.esme_variant, gbcs_version ="
                       " excluded.gbcs_version, status = '', commissioned_at = NULL, suspended_from = NULL,"
                       " manufacturer = excluded.manufacturer, model = excluded.model, firmware ="
                       " excluded.firmware, installer = excluded.installer",
                       params, ALB_COUNT(params), err));
    ALB_TRY(take_certificates(tx, u->c, id, err));
    ALB_TRY(dcc_device_set_status(tx, id, "Pending", "12.2", u->c->now, err));
    return dcc_product_changed(tx, id, ALB_TIME_NONE, err);
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
static alb_status make_way(store_tx *tx, dcc_change *u, alb_eui64 id, alb_err *err)
{
    dcc_device_record d;
    alb_status st = dcc_device_read(tx, id, u->c->worker->arena, &d, err);
    if (st != ALB_OK) {
        return st == ALB_NOT_FOUND ? ALB_OK : st;
    }
    bool is_out_of_use = strcmp(d.status, "Decommissioned") == 0 || strcmp(d.status, "Withdrawn") == 0;
    return is_out_of_use ? dcc_device_release(tx, id, err)
                         : dcc_change_refuse(u, "E120201", "the device was pre-notified before");
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
    ALB_TRY(make_way(tx, u, u->id, err));
    if (!u->code && has_gpf) {
        ALB_TRY(make_way(tx, u, gpf, err));
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
    static const char *const names[] = {"DeviceID", "AssociatedGPFDeviceID"};
    if (!dcc_change_inventory(c, prenotify)) {
        return false;
    }
    for (size_t i = 0; i < ALB_COUNT(names); i++) {
        alb_span id = duis_text(&c->document, c->document.body, names[i]);
        c->n_new_keys += alb_eui64_parse(id, &c->new_keys[c->n_new_keys]);
    }
    return true;
}
