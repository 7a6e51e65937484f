/* What the products list does to the inventory (registration-and-supply.md 7.5; dcc-services.md 11.3): a
 * model that may not be used is not pre-notified; devices of an entry that leaves the list are suspended, and
 * get their status back when the entry does, or when they run firmware that is listed. */
#include "dcc_internal.h"

#include "catalogue/use_case.h"
#include "registration/products.h"

enum { AT_A_TIME = 16 };

static products_key key_of(const dcc_device_record *d)
{
    return (products_key){.type = d->type,
                          .manufacturer = d->manufacturer,
                          .model = d->model,
                          .firmware = d->firmware ? d->firmware : ""};
}

/* Devices that only show things have no status, and no entry in the list (dcc-services.md 7.2). */
static bool is_listed_type(uint16_t type)
{
    return !(type & (CAT_DEVICE_IHD | CAT_DEVICE_CAD));
}

alb_status dcc_product_is_usable(store_tx *tx, const dcc_device_record *d, alb_time now, alb_arena *arena,
                                 bool *out, alb_err *err)
{
    bool listed = false;
    *out = true;
    if (!is_listed_type(d->type)) {
        return ALB_OK;
    }
    ALB_TRY(products_are_listed(tx, &listed, err));
    if (!listed) {
        return ALB_OK;
    }
    products_key key = key_of(d);
    products_entry entry;
    alb_status st = products_find(tx, &key, arena, &entry, err);
    *out = st == ALB_OK && products_is_usable(&entry, now);
    return st == ALB_NOT_FOUND ? ALB_OK : st;
}

alb_status dcc_product_status(store_tx *tx, const dcc_device_record *d, alb_arena *arena, const char **out,
                              alb_err *err)
{
    products_key key = key_of(d);
    products_entry entry;
    alb_status st = is_listed_type(d->type) ? products_find(tx, &key, arena, &entry, err) : ALB_NOT_FOUND;
    *out = st == ALB_OK ? entry.status : NULL;
    return st == ALB_NOT_FOUND ? ALB_OK : st;
}

/* The GBCS version comes with the firmware (duis.md 14.5). */
static alb_status take_version(store_tx *tx, alb_eui64 device, const products_key *key, alb_arena *arena,
                               alb_err *err)
{
    products_entry entry;
    alb_status st = products_find(tx, key, arena, &entry, err);
    if (st != ALB_OK || entry.gbcs_version == 0) {
        return st == ALB_NOT_FOUND ? ALB_OK : st;
    }
    store_value params[] = {dcc_eui(device), store_int(entry.gbcs_version)};
    return store_exec(tx, "UPDATE device SET gbcs_version = $2 WHERE id = $1", params, 2, err);
}

/* due_at ALB_TIME_NONE: the version alone. */
static alb_status follow_product(store_tx *tx, alb_eui64 device, alb_arena *arena, alb_time due_at,
                                 alb_err *err)
{
    dcc_device_record d;
    alb_status st = dcc_device_read(tx, device, arena, &d, err);
    if (st != ALB_OK || !is_listed_type(d.type)) {
        return st == ALB_NOT_FOUND ? ALB_OK : st;
    }
    products_key key = key_of(&d);
    ALB_TRY(take_version(tx, device, &key, arena, err));
    return due_at == ALB_TIME_NONE ? ALB_OK : products_add_due(tx, due_at, &key, err);
}

alb_status dcc_product_changed(store_tx *tx, alb_eui64 device, alb_time now, alb_err *err)
{
    enum { ROOM_FOR_A_RECORD = 65536 };
    alb_arena *arena = alb_arena_new(ROOM_FOR_A_RECORD);
    alb_status st = arena ? follow_product(tx, device, arena, now, err)
                          : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a device");
    alb_arena_free(arena);
    return st;
}

/* --- firmware that is not what the inventory says --- */

typedef struct mismatch {
    dcc_worker *worker;
    dcc_device_record device;
    const char *code;
} mismatch;

static alb_status find_cause(store_tx *tx, void *ctx, alb_err *err)
{
    mismatch *m = ctx;
    products_key key = key_of(&m->device);
    products_entry entry;
    alb_status st = products_find(tx, &key, m->worker->arena, &entry, err);
    if (st == ALB_NOT_FOUND) {
        m->code = "N49";
        return ALB_OK;
    }
    ALB_TRY(st);
    m->code = !products_is_usable(&entry, alb_now(m->worker->dcc->clock)) ? "N51"
              : entry.gbcs_version != m->device.gbcs_version              ? "N52"
                                                                          : "N50";
    return ALB_OK;
}

alb_status dcc_tell_firmware(dcc_worker *w, const dcc_device_record *d, const char *firmware,
                             dcc_batch *batch, alb_err *err)
{
    if (!is_listed_type(d->type) || !d->firmware || strcmp(d->firmware, firmware) == 0) {
        return ALB_OK;
    }
    mismatch m = {.worker = w, .device = *d};
    m.device.firmware = firmware;
    ALB_TRY(store_read(w->dcc->store, find_cause, &m, err));
    bool is_sapc = d->type == CAT_DEVICE_SAPC; /* no type of its own in DUIS (duis.md 1) */
    char id[ALB_EUI64_TEXT];
    char payload[400];
    alb_wr text = alb_wr_init(payload, sizeof payload);
    alb_wr_printf(&text,
                  "<sr:FirmwareVersionMismatch><sr:DeviceID>%s</sr:DeviceID><sr:DeviceType>%s"
                  "</sr:DeviceType><sr:FirmwareVersionSMI>%s</sr:FirmwareVersionSMI>"
                  "<sr:FirmwareVersionDevice>%s</sr:FirmwareVersionDevice></sr:FirmwareVersionMismatch>",
                  alb_eui64_dashed(d->id, id), is_sapc ? "ESME" : cat_device_name(d->type), d->firmware,
                  firmware);
    return dcc_alert_registered(w, d, CAT_USER_IS | CAT_USER_GS, m.code, alb_wr_span(&text), batch, err);
}

/* --- the effect of an entry --- */

typedef struct effect {
    dcc_worker *worker;
    alb_time now, due_at;
    products_key key;
    bool usable; /* devices of the entry may be in use */
    dcc_device_record devices[AT_A_TIME];
    size_t n;
    /* of the one at hand */
    const dcc_device_record *device;
    dcc_removals removals;
    dcc_batch *alerts;
    int64_t first_id;
} effect;

#define OF_KEY                                                                                               \
    "SELECT id FROM device WHERE manufacturer = $1 AND model = $2 AND COALESCE(firmware, '') = $3 AND"       \
    " (type & $4) <> 0 AND "

static alb_status find_devices(store_tx *tx, effect *e, alb_err *err)
{
    static const char to_suspend[] =
        OF_KEY "status IN ('Pending', 'Whitelisted', 'InstalledNotCommissioned', 'Commissioned')"
               " ORDER BY id LIMIT 16";
    static const char to_restore[] =
        OF_KEY "status = 'Suspended' AND suspended_from IS NOT NULL ORDER BY id LIMIT 16";
    store_value params[] = {dcc_text_or_null(e->key.manufacturer), dcc_text_or_null(e->key.model),
                            dcc_text_or_null(e->key.firmware), store_int(products_devices(e->key.type))};
    alb_eui64 ids[AT_A_TIME];
    size_t n = 0;
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, e->usable ? to_restore : to_suspend, params, ALB_COUNT(params), &rows, err));
    while (n < AT_A_TIME && store_next(rows)) {
        ids[n++] = dcc_column_eui(rows, 0);
    }
    ALB_TRY(store_rows_end(rows, err));
    for (size_t i = 0; i < n; i++) {
        ALB_TRY(dcc_device_read(tx, ids[i], e->worker->arena, &e->devices[e->n++], err));
    }
    return ALB_OK;
}

static alb_status find_due(store_tx *tx, void *ctx, alb_err *err)
{
    effect *e = ctx;
    products_entry entry;
    bool listed = false;
    ALB_TRY(products_next_due(tx, e->now, e->worker->arena, &e->due_at, &e->key, err));
    ALB_TRY(products_are_listed(tx, &listed, err));
    alb_status st = products_find(tx, &e->key, e->worker->arena, &entry, err);
    e->usable = !listed || (st == ALB_OK && products_is_usable(&entry, e->now));
    return st == ALB_OK || st == ALB_NOT_FOUND ? find_devices(tx, e, err) : st;
}

static alb_status end_due(store_tx *tx, void *ctx, alb_err *err)
{
    const effect *e = ctx;
    return products_end_due(tx, e->due_at, &e->key, err);
}

static alb_status read_removals(store_tx *tx, void *ctx, alb_err *err)
{
    effect *e = ctx;
    return dcc_removals_find(tx, e->device->id, e->worker->arena, &e->removals, err);
}

/* N28, N29 to those who are responsible for the device; N17 to the owners of schedules that go. */
static alb_status write_alerts(effect *e, alb_err *err)
{
    char id[ALB_EUI64_TEXT];
    char payload[240];
    alb_wr w = alb_wr_init(payload, sizeof payload);
    alb_wr_printf(&w,
                  "<sr:DeviceStatusChangeEvent><sr:DeviceID>%s</sr:DeviceID><sr:DeviceStatusChange>"
                  "<sr:%s></sr:%s></sr:DeviceStatusChange></sr:DeviceStatusChangeEvent>",
                  alb_eui64_dashed(e->device->id, id), e->usable ? "DeviceRestored" : "DeviceSuspended",
                  e->usable ? "DeviceRestored" : "DeviceSuspended");
    e->removals = (dcc_removals){.schedule_alert = e->usable ? NULL : "N17"};
    ALB_TRY(store_read(e->worker->dcc->store, read_removals, e, err));
    ALB_TRY(dcc_alert_registered(e->worker, e->device, CAT_USER_IS | CAT_USER_GS | CAT_USER_ED | CAT_USER_GT,
                                 e->usable ? "N29" : "N28", alb_wr_span(&w), e->alerts, err));
    return dcc_removals_tell(e->worker, &e->removals, e->alerts, err);
}

static alb_status change_status(store_tx *tx, void *ctx, alb_err *err)
{
    effect *e = ctx;
    const dcc_device_record *d = e->device;
    store_value params[] = {dcc_eui(d->id), store_int(e->now), dcc_text_or_null(d->status)};
    ALB_TRY(store_exec(tx,
                       e->usable ? "UPDATE device SET status = suspended_from, status_at = $2,"
                                   " suspended_from = NULL WHERE id = $1 AND status = $3 AND"
                                   " suspended_from IS NOT NULL"
                                 : "UPDATE device SET suspended_from = status, status = 'Suspended',"
                                   " status_at = $2 WHERE id = $1 AND status = $3",
                       params, ALB_COUNT(params), err));
    if (store_changes(tx) == 0) {
        return ALB_OK; /* it has gone on meanwhile */
    }
    ALB_TRY(dcc_device_add_history(tx, d->id, "products list", e->now, err));
    ALB_TRY(dcc_removals_make(tx, &e->removals, err));
    ALB_TRY(dcc_audit(tx, e->now, e->usable ? "device-restored" : "device-suspended", NULL, &d->id, err,
                      "products list: %s %s %s", e->key.manufacturer, e->key.model, e->key.firmware));
    return dcc_outcomes_write(tx, e->alerts->list, e->alerts->n, e->first_id, e->now, err);
}

static alb_status apply_to_device(effect *e, const dcc_device_record *d, alb_err *err)
{
    e->device = d;
    e->alerts = alb_arena_alloc(e->worker->arena, sizeof *e->alerts);
    if (!e->alerts) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for alerts");
    }
    alb_status st = write_alerts(e, err);
    if (st == ALB_OK) {
        st = dcc_sequence_take(e->worker->dcc, e->alerts->n + 1, &e->first_id, err);
    }
    if (st == ALB_OK) {
        st = store_write(e->worker->dcc->store, change_status, e, err);
    }
    dcc_outcomes_release(e->alerts->list, e->alerts->n);
    return st;
}

static alb_status apply(effect *e, alb_err *err)
{
    for (size_t i = 0; i < e->n; i++) {
        ALB_TRY(apply_to_device(e, &e->devices[i], err));
    }
    if (e->n > 0) {
        dcc_deliverer_wake(e->worker->dcc->deliverer);
    }
    /* Fewer than a round: that was all. */
    return e->n < AT_A_TIME ? store_write(e->worker->dcc->store, end_due, e, err) : ALB_OK;
}

bool dcc_apply_products(dcc_worker *w)
{
    effect e = {.worker = w, .now = alb_now(w->dcc->clock)};
    alb_err err = {.code = ALB_OK};
    alb_status st = store_read(w->dcc->store, find_due, &e, &err);
    bool any = st == ALB_OK;
    if (any) {
        (void)pthread_rwlock_rdlock(&w->dcc->keys_lock);
        st = apply(&e, &err);
        (void)pthread_rwlock_unlock(&w->dcc->keys_lock);
    }
    if (st != ALB_OK && st != ALB_NOT_FOUND) {
        alb_log_event(w->dcc->log, ALB_LOG_ERROR, "products-not-applied", "detail=\"%s\"", err.detail);
        any = false;
    }
    alb_arena_reset(w->arena);
    return any;
}
