/* A hub, or a gas proxy, takes over from another (8.12; dcc-services.md 8.7): the log that the old one last
 * sent is what the new one is given, and the devices follow. */
#include "hub_restore.h"

#include "effect.h"
#include "notice.h"

#include "catalogue/use_case.h"

#include <stdio.h>

enum { NETWORK = 8, MAX_ENTRIES = 16 };

/* --- the request: is there a log to restore? --- */

typedef struct restore_query {
    const dcc_case *c;
    alb_eui64 old;
    bool is_known, has_log, is_responsible;
    dcc_device_record device;
    alb_span log;
} restore_query;

static alb_status read_old(store_tx *tx, void *ctx, alb_err *err)
{
    restore_query *q = ctx;
    alb_arena *arena = q->c->worker->arena;
    alb_status st = dcc_device_read(tx, q->old, arena, &q->device, err);
    q->is_known = st == ALB_OK;
    if (st != ALB_OK) {
        return st == ALB_NOT_FOUND ? ALB_OK : st;
    }
    const dcc_case *c = q->c;
    uint16_t roles = 0;
    ALB_TRY(dcc_registered_roles(tx, c->document.request_id.originator, c->roles, &q->device, c->now, false,
                                 &roles, err));
    q->is_responsible = roles != 0;
    store_value id = dcc_eui(q->old);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT octets FROM hub_log WHERE hub = $1", &id, 1, &rows, err));
    q->has_log = store_next(rows);
    if (q->has_log) {
        q->log = dcc_column_blob(rows, 0, arena);
    }
    return store_rows_end(rows, err);
}

/* NOT_FOUND: the request restores nothing. */
static alb_status find_old(const dcc_case *c, restore_query *q, alb_err *err)
{
    const duis_document *d = &c->document;
    *q = (restore_query){.c = c};
    if (!alb_eui64_parse(duis_text(d, d->body, "OldCHFID"), &q->old) &&
        !alb_eui64_parse(duis_text(d, d->body, "OldGPFID"), &q->old)) {
        return ALB_NOT_FOUND;
    }
    /* While the request is judged there is a snapshot already. */
    return c->snapshot ? read_old(c->snapshot, q, err) : store_read(c->dcc->store, read_old, q, err);
}

bool dcc_check_restore(dcc_case *c)
{
    restore_query q;
    alb_err err = {.code = ALB_OK};
    alb_status st = find_old(c, &q, &err);
    if (st != ALB_OK) {
        return st == ALB_NOT_FOUND || dcc_refuse_failure(c, st, &err);
    }
    bool is_hub = c->device.type == CAT_DEVICE_CHF;
    if (!q.is_known || q.device.type != c->device.type) {
        return dcc_refuse(c, is_hub ? "E081202" : "E081221", "the old device is not known");
    }
    if (strcmp(q.device.status, "Pending") == 0) {
        return dcc_refuse(c, is_hub ? "E081205" : "E081223", "the old device was never installed");
    }
    if (!q.has_log) {
        return dcc_refuse(c, is_hub ? "E081204" : "E081222", "no log of the old device is stored");
    }
    /* The new hub takes the devices of the old one along. */
    return !is_hub || q.is_responsible ||
           dcc_refuse(c, "E4", "the User is not registered for what is on the old hub");
}

/* An entry is identifier, length and key; of a gas proxy the one octet is the type (schema.c). */
static alb_status read_entries(alb_span log, duis_context *context, struct duis_log_entry *list, alb_err *err)
{
    alb_rd r = alb_rd_init(log);
    context->extended_pan_id = alb_rd_bytes(&r, NETWORK);
    while (alb_rd_left(&r) > 0 && context->n_device_log < MAX_ENTRIES) {
        struct duis_log_entry *e = &list[context->n_device_log++];
        alb_span id = alb_rd_bytes(&r, sizeof e->device.octets);
        e->key = alb_rd_bytes(&r, alb_rd_u8(&r));
        if (r.st != ALB_OK) {
            return alb_fail(err, r.st, NULL, 0, "a stored device log is damaged");
        }
        memcpy(e->device.octets, id.ptr, sizeof e->device.octets);
        e->type = e->key.len == 1 ? e->key.ptr[0] : 0;
    }
    context->device_log = list;
    return ALB_OK;
}

alb_status dcc_restore_context(const dcc_case *c, duis_context *context, alb_err *err)
{
    restore_query q;
    alb_status st = find_old(c, &q, err);
    if (st != ALB_OK) {
        return st == ALB_NOT_FOUND ? ALB_OK : st;
    }
    struct duis_log_entry *list = alb_arena_alloc(c->worker->arena, MAX_ENTRIES * sizeof *list);
    if (!list) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a device log");
    }
    return q.has_log ? read_entries(q.log, context, list, err)
                     : alb_fail(err, ALB_BAD_VALUE, "DUIS 9.2", 0, "no log of the old device is stored");
}

/* --- the outcome --- */

static alb_status gpf_of(store_tx *tx, alb_eui64 hub, alb_eui64 *out, bool *found, alb_err *err)
{
    store_value params[] = {dcc_eui(hub), store_int(CAT_DEVICE_GPF)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT id FROM device WHERE hub = $1 AND type = $2", params, 2, &rows, err));
    *found = store_next(rows);
    if (*found) {
        *out = dcc_column_eui(rows, 0);
    }
    return store_rows_end(rows, err);
}

typedef struct replacement {
    alb_eui64 old_hub, new_hub, old_gpf, new_gpf;
} replacement;

/* N30 and N31 to the suppliers on the network but the one who asked. */
static alb_status tell_restored(store_tx *tx, const dcc_outcome *o, const char *code, const char *element,
                                const replacement *r, alb_time now, alb_err *err)
{
    char payload[DCC_NOTICE_MAX];
    alb_date_time t = alb_time_split(now);
    alb_wr w = alb_wr_init(payload, sizeof payload);
    alb_wr_printf(&w, "<sr:DeviceLogRestored><sr:RestoredDate>%04d-%02d-%02dZ</sr:RestoredDate><sr:%s>",
                  t.year, t.month, t.day, element);
    dcc_write_eui(&w, "OldCHFDeviceID", r->old_hub);
    dcc_write_eui(&w, "NewCHFDeviceID", r->new_hub);
    dcc_write_eui(&w, "OldGPFDeviceID", r->old_gpf);
    dcc_write_eui(&w, "NewGPFDeviceID", r->new_gpf);
    alb_wr_printf(&w, "</sr:%s></sr:DeviceLogRestored>", element);
    dcc_notice notice = {.code = code, .device = r->new_hub, .payload = alb_wr_span(&w)};
    return dcc_notify_registered(tx, &notice, CAT_USER_IS | CAT_USER_GS, &o->user, now, err);
}

alb_status dcc_effect_hub_restored(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    replacement r = {.old_hub = o->subject, .new_hub = o->device};
    bool has_old = false, has_new = false;
    store_value params[] = {dcc_eui(r.new_hub), dcc_eui(r.old_hub),
                            store_int(CAT_DEVICE_CHF | CAT_DEVICE_GPF)};
    ALB_TRY(store_exec(tx, "UPDATE device SET hub = $1 WHERE hub = $2 AND (type & $3) = 0", params, 3, err));
    ALB_TRY(gpf_of(tx, r.old_hub, &r.old_gpf, &has_old, err));
    ALB_TRY(gpf_of(tx, r.new_hub, &r.new_gpf, &has_new, err));
    /* A hub that was not notified with its gas proxy has none to name. */
    return has_old && has_new ? tell_restored(tx, o, "N30", "CHFDeviceLog", &r, now, err) : ALB_OK;
}

alb_status dcc_effect_gpf_restored(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    dcc_brief before, after;
    if (dcc_brief_read(tx, o->subject, &before, err) != ALB_OK ||
        dcc_brief_read(tx, o->device, &after, err) != ALB_OK) {
        return ALB_OK;
    }
    replacement r = {before.hub, after.hub, before.id, after.id};
    return tell_restored(tx, o, "N31", "GPFDeviceLog", &r, now, err);
}

/* What a gas proxy has in its log (GCS62). */
alb_status dcc_effect_gpf_log(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    store_value params[] = {dcc_eui(o->device), store_blob(alb_buf_span(&o->data)), store_int(now)};
    return store_exec(tx,
                      "INSERT INTO hub_log (hub, octets, at) VALUES ($1, $2, $3) ON CONFLICT (hub) DO UPDATE"
                      " SET octets = excluded.octets, at = excluded.at",
                      params, ALB_COUNT(params), err);
}
