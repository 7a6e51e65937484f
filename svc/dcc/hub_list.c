/* Who is on a hub's network (8.11; dcc-services.md 7.4, 7.5): a device is listed when the hub says so, and
 * joined when the hub's log shows a key for it. The log, which the hub sends at each change (CS14), is kept
 * for the hub that may follow. */
#include "effect.h"
#include "notice.h"

#include "base/text.h"
#include "catalogue/use_case.h"

#include <stdio.h>

enum { TYPE_1 = CAT_DEVICE_PPMID | CAT_DEVICE_HCALCS, AT_A_TIME = 32, LONGEST_JOIN_S = 3600 };
/* What the device has beyond the time in which it may join, for its alert to arrive. */
#define JOIN_MARGIN ALB_MINUTES(5)

static alb_status tell_result(store_tx *tx, const char *code, const duis_request_id *id, alb_eui64 device,
                              alb_time now, alb_err *err)
{
    char payload[256];
    alb_wr w = alb_wr_init(payload, sizeof payload);
    alb_wr_text(&w, "<sr:UpdateHANDeviceLogResult>");
    dcc_write_request_id(&w, "UpdateHANDeviceLogServiceRequestID", id);
    alb_wr_text(&w, "</sr:UpdateHANDeviceLogResult>");
    ALB_TRY(w.st);
    dcc_notice notice = {.code = code, .device = device, .payload = alb_wr_span(&w)};
    return dcc_notify_user(tx, &notice, id->originator, now, err);
}

/* --- the hub's log --- */

static alb_status read_watch(store_tx *tx, alb_eui64 device, duis_request_id *out, bool *found, alb_err *err)
{
    store_value id = dcc_eui(device);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT originator, target, counter FROM join_watch WHERE device = $1", &id, 1,
                        &rows, err));
    *found = store_next(rows);
    if (*found) {
        *out = (duis_request_id){dcc_column_eui(rows, 0), dcc_column_eui(rows, 1), dcc_column_u64(rows, 2)};
    }
    return store_rows_end(rows, err);
}

/* It is on the network (7.4, T6): whoever had it listed is told. */
static alb_status note_joined(store_tx *tx, alb_eui64 device, alb_time now, alb_err *err)
{
    dcc_brief b;
    alb_status st = dcc_brief_read(tx, device, &b, err);
    if (st != ALB_OK) {
        return st == ALB_NOT_FOUND ? ALB_OK : st;
    }
    if (strcmp(b.status, "Whitelisted") == 0) {
        ALB_TRY(dcc_device_set_status(tx, device, "InstalledNotCommissioned", "joined (8F12)", now, err));
    }
    duis_request_id request;
    bool is_watched = false;
    ALB_TRY(read_watch(tx, device, &request, &is_watched, err));
    if (!is_watched) {
        return ALB_OK;
    }
    store_value id = dcc_eui(device);
    ALB_TRY(store_exec(tx, "DELETE FROM join_watch WHERE device = $1", &id, 1, err));
    return tell_result(tx, "N24", &request, device, now, err);
}

/* Devices that the log shows a key for: all, or only that one. log: the network's identifier, then entries of
 * identifier, length and key (hub_log in schema.c). */
static alb_status visit_joined(store_tx *tx, alb_span log, const alb_eui64 *only, alb_time now, alb_err *err)
{
    alb_rd r = alb_rd_init(log);
    (void)alb_rd_bytes(&r, 8);
    while (alb_rd_left(&r) > 0) {
        alb_eui64 id = alb_rd_eui64(&r);
        alb_span key = alb_rd_bytes(&r, alb_rd_u8(&r));
        if (r.st != ALB_OK) {
            return alb_fail(err, r.st, NULL, 0, "a device log is damaged");
        }
        bool is_meant = !only || alb_eui64_equal(*only, id);
        ALB_TRY(is_meant && key.len > 0 ? note_joined(tx, id, now, err) : ALB_OK);
    }
    return ALB_OK;
}

alb_status dcc_effect_device_log(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    alb_span log = alb_buf_span(&o->data);
    store_value params[] = {dcc_eui(o->device), store_blob(log), store_int(now)};
    ALB_TRY(store_exec(tx,
                       "INSERT INTO hub_log (hub, octets, at) VALUES ($1, $2, $3) ON CONFLICT (hub) DO UPDATE"
                       " SET octets = excluded.octets, at = excluded.at",
                       params, ALB_COUNT(params), err));
    return visit_joined(tx, log, NULL, now, err);
}

/* The hub's messages may be judged in another order than they were sent in: its log may have told already. */
static alb_status look_into_log(store_tx *tx, alb_eui64 hub, alb_eui64 device, alb_time now, alb_err *err)
{
    enum { LOG_MAX = 1024 };
    uint8_t octets[LOG_MAX];
    size_t n = 0;
    store_value id = dcc_eui(hub);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT octets FROM hub_log WHERE hub = $1", &id, 1, &rows, err));
    if (store_next(rows)) {
        alb_span log = store_column(rows, 0).bytes;
        n = log.len <= LOG_MAX ? log.len : 0;
        if (n > 0) {
            memcpy(octets, log.ptr, n);
        }
    }
    ALB_TRY(store_rows_end(rows, err));
    return n > 0 ? visit_joined(tx, alb_span_of(octets, n), &device, now, err) : ALB_OK;
}

/* --- 8.11 --- */

/* The parts of "Add;seconds;import;secondary;export". */
enum { WHAT, SECONDS, IMPORT, SECONDARY, EXPORT, PARTS };

static void split(alb_span note, alb_span parts[static PARTS])
{
    for (size_t i = 0; i < PARTS; i++) {
        size_t n = 0;
        while (n < note.len && note.ptr[n] != ';') {
            n++;
        }
        parts[i] = alb_span_sub(note, 0, n);
        note = alb_span_sub(note, n + 1, SIZE_MAX);
    }
}

static store_value text_or_null(alb_span text)
{
    return text.len > 0 ? store_text(text) : store_null();
}

static alb_status add_watch(store_tx *tx, const dcc_outcome *o, alb_span seconds, alb_time now, alb_err *err)
{
    duis_request_id id;
    uint64_t n = LONGEST_JOIN_S;
    ALB_TRY(dcc_outcome_request_id(tx, o, &id, err));
    n = alb_parse_u64(seconds, LONGEST_JOIN_S, &n) ? n : LONGEST_JOIN_S;
    store_value params[] = {dcc_eui(o->subject),    dcc_eui(o->device),
                            dcc_eui(id.originator), dcc_eui(id.target),
                            dcc_u64(id.counter),    store_int(now + ALB_SECONDS((alb_time)n) + JOIN_MARGIN)};
    return store_exec(tx,
                      "INSERT INTO join_watch (device, hub, originator, target, counter, due_at) VALUES ($1,"
                      " $2, $3, $4, $5, $6) ON CONFLICT (device) DO UPDATE SET hub = excluded.hub,"
                      " originator = excluded.originator, target = excluded.target, counter ="
                      " excluded.counter, due_at = excluded.due_at",
                      params, ALB_COUNT(params), err);
}

static alb_status list_device(store_tx *tx, const dcc_outcome *o, const alb_span parts[static PARTS],
                              alb_time now, alb_err *err)
{
    store_value params[] = {dcc_eui(o->subject), dcc_eui(o->device), text_or_null(parts[IMPORT]),
                            text_or_null(parts[SECONDARY]), text_or_null(parts[EXPORT])};
    ALB_TRY(store_exec(tx,
                       "UPDATE device SET hub = $2, mpxn = COALESCE($3, mpxn), secondary_mpan = COALESCE($4,"
                       " secondary_mpan), export_mpan = COALESCE($5, export_mpan) WHERE id = $1 AND status"
                       " IN ('Pending', 'Whitelisted', 'InstalledNotCommissioned')",
                       params, ALB_COUNT(params), err));
    ALB_TRY(add_watch(tx, o, parts[SECONDS], now, err));
    dcc_brief b;
    alb_status st = dcc_brief_read(tx, o->subject, &b, err);
    if (st != ALB_OK) {
        return st == ALB_NOT_FOUND ? ALB_OK : st;
    }
    if (strcmp(b.status, "Pending") == 0) {
        ALB_TRY(dcc_device_set_status(tx, o->subject, "Whitelisted", "8.11", now, err));
    }
    return look_into_log(tx, o->device, o->subject, now, err);
}

/* N43 to the other suppliers on the hub: a prepayment display that they may have used is gone. */
static alb_status tell_display_gone(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    char payload[256];
    alb_wr w = alb_wr_init(payload, sizeof payload);
    alb_wr_text(&w, "<sr:PPMIDRemoval>");
    dcc_write_eui(&w, "PPMIDDeviceID", o->subject);
    dcc_write_eui(&w, "CHFDeviceID", o->device);
    alb_wr_text(&w, "</sr:PPMIDRemoval>");
    dcc_notice notice = {.code = "N43", .device = o->device, .payload = alb_wr_span(&w)};
    return dcc_notify_registered(tx, &notice, CAT_USER_IS | CAT_USER_GS, &o->user, now, err);
}

/* Off the list: what was not in use waits again, what is no meter is no more than installed (7.4, T21). */
static alb_status unlist_device(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    dcc_brief b;
    store_value id = dcc_eui(o->subject);
    alb_status st = dcc_brief_read(tx, o->subject, &b, err);
    if (st != ALB_OK) {
        return st == ALB_NOT_FOUND ? ALB_OK : st;
    }
    const char *status = strcmp(b.status, "Whitelisted") == 0 ? "Pending"
                         : b.type & TYPE_1 && strcmp(b.status, "Commissioned") == 0
                             ? "InstalledNotCommissioned"
                             : NULL;
    ALB_TRY(status ? dcc_device_set_status(tx, b.id, status, "8.11", now, err) : ALB_OK);
    ALB_TRY(store_exec(tx, "DELETE FROM pairing WHERE device = $1 OR other = $1", &id, 1, err));
    ALB_TRY(store_exec(tx, "DELETE FROM join_watch WHERE device = $1", &id, 1, err));
    duis_request_id request;
    ALB_TRY(dcc_outcome_request_id(tx, o, &request, err));
    ALB_TRY(tell_result(tx, "N24", &request, o->subject, now, err));
    return b.type == CAT_DEVICE_PPMID ? tell_display_gone(tx, o, now, err) : ALB_OK;
}

alb_status dcc_effect_listed(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    alb_span parts[PARTS];
    split(alb_span_str(o->note), parts);
    return alb_span_is(parts[WHAT], "Add") ? list_device(tx, o, parts, now, err)
                                           : unlist_device(tx, o, now, err);
}

/* --- in vain --- */

typedef struct overdue {
    alb_time now;
    alb_eui64 devices[AT_A_TIME];
    size_t n;
} overdue;

static alb_status read_overdue(store_tx *tx, void *ctx, alb_err *err)
{
    overdue *o = ctx;
    store_value now = store_int(o->now);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT device FROM join_watch WHERE due_at <= $1 ORDER BY due_at LIMIT 32", &now,
                        1, &rows, err));
    while (o->n < AT_A_TIME && store_next(rows)) {
        o->devices[o->n++] = dcc_column_eui(rows, 0);
    }
    return store_rows_end(rows, err);
}

static alb_status end_watches(store_tx *tx, void *ctx, alb_err *err)
{
    const overdue *o = ctx;
    for (size_t i = 0; i < o->n; i++) {
        duis_request_id request;
        bool is_watched = false;
        ALB_TRY(read_watch(tx, o->devices[i], &request, &is_watched, err));
        store_value params[] = {dcc_eui(o->devices[i]), store_int(o->now)};
        ALB_TRY(store_exec(tx, "DELETE FROM join_watch WHERE device = $1 AND due_at <= $2", params, 2, err));
        if (is_watched && store_changes(tx) > 0) {
            ALB_TRY(tell_result(tx, "N25", &request, o->devices[i], o->now, err));
        }
    }
    return ALB_OK;
}

bool dcc_watch_joins(dcc_worker *w)
{
    overdue o = {.now = alb_now(w->dcc->clock)};
    alb_err err = {.code = ALB_OK};
    alb_status st = store_read(w->dcc->store, read_overdue, &o, &err);
    if (st == ALB_OK && o.n > 0) {
        st = store_write(w->dcc->store, end_watches, &o, &err);
    }
    if (st != ALB_OK) {
        alb_log_event(w->dcc->log, ALB_LOG_ERROR, "join-watch-failed", "detail=\"%s\"", err.detail);
    }
    return st == ALB_OK && o.n > 0;
}
