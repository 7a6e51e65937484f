/* The Smart Metering Inventory: records of devices (dcc-services.md 7). */
#include "dcc_internal.h"

enum { KEYS_AT_A_TIME = 500 };

#define DEVICE_COLUMNS                                                                                       \
    "id, hub, type, esme_variant, gbcs_version, status, status_at, commissioned_at, mpxn, manufacturer,"     \
    " model, firmware, secondary_mpan, export_mpan"

static alb_time time_of(const store_rows *rows, size_t column)
{
    store_value v = store_column(rows, column);
    return v.kind == STORE_NULL ? ALB_TIME_NONE : v.integer;
}

static void take_row(const store_rows *rows, alb_arena *arena, dcc_device_record *out)
{
    *out = (dcc_device_record){
        .id = dcc_column_eui(rows, 0),
        .hub = dcc_column_eui(rows, 1),
        .type = (uint16_t)store_column(rows, 2).integer,
        .esme_variant = dcc_column_text(rows, 3, arena),
        .gbcs_version = (uint8_t)store_column(rows, 4).integer,
        .status = dcc_column_text(rows, 5, arena),
        .status_at = time_of(rows, 6),
        .commissioned_at = time_of(rows, 7),
        .mpxn = dcc_column_text(rows, 8, arena),
        .manufacturer = dcc_column_text(rows, 9, arena),
        .model = dcc_column_text(rows, 10, arena),
        .firmware = dcc_column_text(rows, 11, arena),
        .secondary_mpan = dcc_column_text(rows, 12, arena),
        .export_mpan = dcc_column_text(rows, 13, arena),
    };
}

static alb_status take_rows(store_tx *tx, const char *sql, const store_value *param, alb_arena *arena,
                            dcc_device_record *out, size_t max, size_t *n, alb_err *err)
{
    store_rows *rows = NULL;
    *n = 0;
    ALB_TRY(store_query(tx, sql, param, 1, &rows, err));
    bool has_memory = true;
    while (has_memory && *n < max && store_next(rows)) {
        take_row(rows, arena, &out[*n]);
        has_memory = out[*n].status != NULL;
        (*n)++;
    }
    ALB_TRY(store_rows_end(rows, err));
    return has_memory ? ALB_OK
                      : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for the inventory's records");
}

alb_status dcc_device_read(store_tx *tx, alb_eui64 id, alb_arena *arena, dcc_device_record *out, alb_err *err)
{
    store_value param = dcc_eui(id);
    size_t n = 0;
    ALB_TRY(
        take_rows(tx, "SELECT " DEVICE_COLUMNS " FROM device WHERE id = $1", &param, arena, out, 1, &n, err));
    return n == 1 ? ALB_OK : ALB_NOT_FOUND;
}

alb_status dcc_devices_of_hub(store_tx *tx, alb_eui64 hub, alb_arena *arena, dcc_device_record *out,
                              size_t max, size_t *n, alb_err *err)
{
    store_value param = dcc_eui(hub);
    return take_rows(tx,
                     "SELECT " DEVICE_COLUMNS
                     " FROM device WHERE hub = $1 ORDER BY CASE WHEN id = hub THEN 0 ELSE 1 END, id",
                     &param, arena, out, max, n, err);
}

alb_status dcc_devices_with_mpxn(store_tx *tx, alb_span mpxn, alb_arena *arena, dcc_device_record *out,
                                 size_t max, size_t *n, alb_err *err)
{
    store_value param = store_text(mpxn);
    return take_rows(tx,
                     "SELECT " DEVICE_COLUMNS " FROM device WHERE mpxn = $1 OR secondary_mpan = $1 OR"
                     " export_mpan = $1 ORDER BY id",
                     &param, arena, out, max, n, err);
}

/* --- changes --- */

static alb_status add_history(store_tx *tx, alb_eui64 id, const char *status, const char *cause, alb_time now,
                              alb_err *err)
{
    store_value params[] = {dcc_eui(id), store_int(now), dcc_text_or_null(status), dcc_text_or_null(cause)};
    return store_exec(tx, "INSERT INTO device_history (device, at, status, cause) VALUES ($1, $2, $3, $4)",
                      params, ALB_COUNT(params), err);
}

alb_status dcc_device_set_status(store_tx *tx, alb_eui64 id, const char *status, const char *cause,
                                 alb_time now, alb_err *err)
{
    store_value params[] = {dcc_eui(id), dcc_text_or_null(status), store_int(now)};
    ALB_TRY(store_exec(tx,
                       "UPDATE device SET status = $2, status_at = $3, commissioned_at = CASE WHEN"
                       " $2 = 'Commissioned' THEN $3 ELSE commissioned_at END WHERE id = $1 AND status <> $2",
                       params, ALB_COUNT(params), err));
    return store_changes(tx) == 0 ? ALB_OK : add_history(tx, id, status, cause, now, err);
}

alb_status dcc_device_add_history(store_tx *tx, alb_eui64 id, const char *cause, alb_time now, alb_err *err)
{
    store_value params[] = {dcc_eui(id), store_int(now), dcc_text_or_null(cause)};
    return store_exec(tx,
                      "INSERT INTO device_history (device, at, status, cause) SELECT id, $2, status, $3 FROM"
                      " device WHERE id = $1",
                      params, ALB_COUNT(params), err);
}

alb_status dcc_device_release(store_tx *tx, alb_eui64 id, alb_err *err)
{
    static const char *const forget[] = {
        "DELETE FROM pairing WHERE device = $1 OR other = $1",
        "DELETE FROM join_watch WHERE device = $1",
        "DELETE FROM credential WHERE device = $1",
        "DELETE FROM duty WHERE device = $1",
        "DELETE FROM hub_duty WHERE device = $1",
        "DELETE FROM hub_log WHERE hub = $1",
        "UPDATE device SET mpxn = NULL, secondary_mpan = NULL, export_mpan = NULL WHERE id = $1",
    };
    store_value param = dcc_eui(id);
    for (size_t i = 0; i < ALB_COUNT(forget); i++) {
        ALB_TRY(store_exec(tx, forget[i], &param, 1, err));
    }
    return ALB_OK;
}

bool dcc_is_one_of(const char *status, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(status, list[i]) == 0) {
            return true;
        }
    }
    return false;
}

typedef struct registering {
    const dcc_entries *entries;
    alb_time now;
} registering;

static store_value der_or_null(const smki_certificate *c)
{
    return c ? store_blob(smki_certificate_der(c)) : store_null();
}

/* Functions that write run one after the other: who asks for what is above the last that he saw misses none.
 */
static alb_status note_new_keys(store_tx *tx, alb_eui64 device, alb_err *err)
{
    store_value id = dcc_eui(device);
    return store_exec(tx, "UPDATE device SET keys_at = (SELECT MAX(keys_at) + 1 FROM device) WHERE id = $1",
                      &id, 1, err);
}

alb_status dcc_device_set_keys(store_tx *tx, alb_eui64 id, const smki_certificate *signing,
                               const smki_certificate *agreement, alb_err *err)
{
    store_value params[] = {dcc_eui(id), der_or_null(signing), der_or_null(agreement)};
    ALB_TRY(store_exec(tx,
                       "UPDATE device SET signing = COALESCE($2, signing), agreement = COALESCE($3,"
                       " agreement) WHERE id = $1",
                       params, ALB_COUNT(params), err));
    return note_new_keys(tx, id, err);
}

static alb_status put_device(store_tx *tx, const dcc_device *d, alb_time now, alb_err *err)
{
    store_value params[] = {
        dcc_eui(d->id),
        dcc_eui(d->hub),
        store_int(d->type),
        dcc_text_or_null(d->esme_variant),
        store_int(d->gbcs_version),
        dcc_text_or_null(d->status),
        store_int(now),
        strcmp(d->status, "Commissioned") == 0 ? store_int(now) : store_null(),
        dcc_text_or_null(d->mpxn),
        store_text(alb_span_str(d->manufacturer ? d->manufacturer : "")),
        store_text(alb_span_str(d->model ? d->model : "")),
        dcc_text_or_null(d->firmware),
        store_null(),
        store_null(),
        der_or_null(d->signing),
        der_or_null(d->agreement),
    };
    ALB_TRY(store_exec(tx,
                       "INSERT INTO device (" DEVICE_COLUMNS ", signing, agreement)"
                       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
                       " ON CONFLICT (id) DO UPDATE SET hub = excluded.hub, mpxn = excluded.mpxn,"
                       " signing = excluded.signing, agreement = excluded.agreement",
                       params, ALB_COUNT(params), err));
    ALB_TRY(note_new_keys(tx, d->id, err));
    return add_history(tx, d->id, d->status, "registered", now, err);
}

static alb_status put_entries(store_tx *tx, void *ctx, alb_err *err)
{
    const registering *r = ctx;
    for (size_t i = 0; i < r->entries->n_supplies; i++) {
        ALB_TRY(registration_appoint(tx, &r->entries->supplies[i], err));
    }
    for (size_t i = 0; i < r->entries->n_devices; i++) {
        ALB_TRY(put_device(tx, &r->entries->devices[i], r->now, err));
    }
    return ALB_OK;
}

/* Certificates are immutable and counted: a reference is no change to them. */
static smki_certificate *shared(const smki_certificate *c)
{
    return (smki_certificate *)(uintptr_t)c;
}

/* Not twice: of several for one pair of keys' place the one that came last is used. */
static alb_status add_key(dcc *d, smki_certificate *c, alb_err *err)
{
    bool is_held = c && smki_keystore_find_serial(d->keys, smki_certificate_serial(c),
                                                  smki_certificate_issuer(c)) != NULL;
    return c && !is_held ? smki_keystore_add(d->keys, c, NULL, NULL, err) : ALB_OK;
}

alb_status dcc_register_all(dcc *d, const dcc_entries *entries, alb_err *err)
{
    registering r = {entries, alb_now(d->clock)};
    ALB_TRY(store_write(d->store, put_entries, &r, err));
    alb_status st = ALB_OK;
    (void)pthread_rwlock_wrlock(&d->keys_lock);
    for (size_t i = 0; st == ALB_OK && i < entries->n_devices; i++) {
        st = add_key(d, shared(entries->devices[i].signing), err);
        st = st == ALB_OK ? add_key(d, shared(entries->devices[i].agreement), err) : st;
    }
    (void)pthread_rwlock_unlock(&d->keys_lock);
    return st;
}

alb_status dcc_register_device(dcc *d, const dcc_device *device, alb_err *err)
{
    return dcc_register_all(d, &(dcc_entries){.devices = device, .n_devices = 1}, err);
}

alb_status dcc_register_supply(dcc *d, const dcc_registration *registration, alb_err *err)
{
    return dcc_register_all(d, &(dcc_entries){.supplies = registration, .n_supplies = 1}, err);
}

static alb_status load_key(dcc *d, store_value der, alb_err *err)
{
    if (der.kind == STORE_NULL) {
        return ALB_OK;
    }
    smki_certificate *c = NULL;
    ALB_TRY(smki_certificate_parse(der.bytes, &c, err));
    alb_status st = add_key(d, c, err);
    smki_certificate_free(c);
    return st;
}

typedef struct own_keys {
    dcc *dcc;
    alb_eui64 device;
} own_keys;

static alb_status load_own_keys(store_tx *tx, void *ctx, alb_err *err)
{
    const own_keys *k = ctx;
    store_value id = dcc_eui(k->device);
    store_rows *rows = NULL;
    alb_status st = ALB_OK;
    ALB_TRY(store_query(tx, "SELECT signing, agreement FROM device WHERE id = $1", &id, 1, &rows, err));
    if (store_next(rows)) {
        st = load_key(k->dcc, store_column(rows, 0), err);
        st = st == ALB_OK ? load_key(k->dcc, store_column(rows, 1), err) : st;
    }
    alb_status end = store_rows_end(rows, st == ALB_OK ? err : NULL);
    return st == ALB_OK ? end : st;
}

void dcc_take_device_keys(dcc *d, alb_eui64 device)
{
    own_keys k = {d, device};
    alb_err err = {.code = ALB_OK};
    char text[ALB_EUI64_TEXT];
    (void)pthread_rwlock_wrlock(&d->keys_lock);
    alb_status st = store_read(d->store, load_own_keys, &k, &err);
    (void)pthread_rwlock_unlock(&d->keys_lock);
    if (st != ALB_OK) {
        alb_log_event(d->log, ALB_LOG_ERROR, "device-keys-not-read", "device=%s detail=\"%s\"",
                      alb_eui64_hex(device, text), err.detail);
    }
}

typedef struct key_reading {
    dcc *dcc;
    dcc_keys_mark mark; /* the last that was taken */
    size_t n;
} key_reading;

static alb_status load_keys(store_tx *tx, void *ctx, alb_err *err)
{
    key_reading *r = ctx;
    store_value params[] = {store_int(r->mark.at), store_int(r->mark.device), store_int(KEYS_AT_A_TIME)};
    store_rows *rows = NULL;
    alb_status st = ALB_OK;
    r->n = 0;
    ALB_TRY(store_query(tx,
                        "SELECT keys_at, id, signing, agreement FROM device WHERE (keys_at, id) > ($1, $2)"
                        " ORDER BY keys_at, id LIMIT $3",
                        params, ALB_COUNT(params), &rows, err));
    while (st == ALB_OK && store_next(rows)) {
        r->mark = (dcc_keys_mark){store_column(rows, 0).integer, store_column(rows, 1).integer};
        r->n++;
        st = load_key(r->dcc, store_column(rows, 2), err);
        if (st == ALB_OK) {
            st = load_key(r->dcc, store_column(rows, 3), err);
        }
    }
    alb_status end = store_rows_end(rows, st == ALB_OK ? err : NULL);
    return st == ALB_OK ? end : st;
}

static alb_status count_new_keys(store_tx *tx, void *ctx, alb_err *err)
{
    key_reading *r = ctx;
    store_value params[] = {store_int(r->mark.at), store_int(r->mark.device)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT 1 FROM device WHERE (keys_at, id) > ($1, $2) LIMIT 1", params, 2, &rows,
                        err));
    r->n = store_next(rows);
    return store_rows_end(rows, err);
}

/* One caller at a time: at the start, then the thread of the shards. */
alb_status dcc_load_device_keys(dcc *d, alb_err *err)
{
    key_reading r = {.dcc = d, .mark = d->keys_seen};
    alb_status st = store_read(d->store, count_new_keys, &r, err);
    while (st == ALB_OK && r.n > 0) {
        (void)pthread_rwlock_wrlock(&d->keys_lock);
        st = store_read(d->store, load_keys, &r, err);
        (void)pthread_rwlock_unlock(&d->keys_lock);
        d->keys_seen = st == ALB_OK ? r.mark : d->keys_seen;
    }
    return st;
}

typedef struct presence {
    alb_eui64 device;
    bool found;
} presence;

static alb_status look_for(store_tx *tx, void *ctx, alb_err *err)
{
    presence *p = ctx;
    store_value id = dcc_eui(p->device);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT 1 FROM device WHERE id = $1", &id, 1, &rows, err));
    p->found = store_next(rows);
    return store_rows_end(rows, err);
}

alb_status dcc_has_device(dcc *d, alb_eui64 device, bool *out, alb_err *err)
{
    presence p = {.device = device};
    ALB_TRY(store_read(d->store, look_for, &p, err));
    *out = p.found;
    return ALB_OK;
}
