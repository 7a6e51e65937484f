/* Outcomes: how a request ended, and what its User is told of it. Both are written in one transaction, so
 * that each accepted request has exactly one, whatever dies when. */
#include "dcc_internal.h"

#include "alert_storm.h"
#include "effect.h"
#include "notice.h"
#include "recovery.h"

#include "catalogue/use_case.h"

#include <inttypes.h>
#include <stdio.h>

typedef struct record {
    dcc_outcome *list;
    size_t n;
    int64_t first_id; /* of the deliveries */
    alb_time now;
} record;

/* False in is_new: it has ended before, or it is not for this server to end. */
static alb_status end_request(store_tx *tx, dcc_outcome *o, alb_time now, alb_err *err)
{
    store_value params[] = {store_int(o->request), dcc_text_or_null(o->code),
                            store_int(now),        store_int(o->succeeded),
                            store_int(o->owner),   store_int(dcc_shard_of(o->device))};
    ALB_TRY(store_exec(tx,
                       "UPDATE request SET state = 'done', outcome = $2, ended_at = $3, succeeded = $4,"
                       " document = NULL"
                       " WHERE id = $1 AND state <> 'done' AND ($5 = 0 OR EXISTS (SELECT 1 FROM shard s WHERE"
                       " s.id = $6 AND s.owner = $5))",
                       params, ALB_COUNT(params), err));
    o->is_new = store_changed(tx);
    return ALB_OK;
}

static alb_status add_delivery(store_tx *tx, dcc_outcome *o, int64_t id, alb_time now, alb_err *err)
{
    store_value params[] = {
        store_int(id),      dcc_eui(o->recipient), dcc_text_or_null(o->kind),
        dcc_eui(o->device), dcc_u64(o->counter),   store_blob(alb_buf_span(&o->document)),
        store_int(now),
    };
    ALB_TRY(
        store_exec(tx,
                   "INSERT INTO delivery (id, recipient, kind, device, counter, document, state,"
                   " created_at, attempts, refusals, next_at) VALUES ($1, $2, $3, $4, $5, $6, 'waiting',"
                   " $7, 0, 0, $7) ON CONFLICT (kind, device, recipient, counter) WHERE kind <> 'response' DO"
                   " NOTHING",
                   params, ALB_COUNT(params), err));
    o->is_new = store_changed(tx);
    return ALB_OK;
}

alb_status dcc_outcomes_write(store_tx *tx, dcc_outcome *list, size_t n, int64_t first_id, alb_time now,
                              alb_err *err)
{
    bool leader_is_new = true;
    for (size_t i = 0; i < n; i++) {
        dcc_outcome *o = &list[i];
        o->is_new = !o->follows || leader_is_new;
        if (o->is_new && o->alert_code != 0) {
            ALB_TRY(dcc_admit_alert(tx, o, now, &o->is_new, err));
        }
        if (o->is_new && o->request != 0) {
            ALB_TRY(end_request(tx, o, now, err));
        }
        if (o->is_new && o->kind) {
            ALB_TRY(add_delivery(tx, o, first_id + (int64_t)i, now, err));
        }
        if (o->is_new && o->kind) {
            const duis_request_id id = {o->recipient, o->device, o->counter};
            ALB_TRY(dcc_audit_message(tx, now, o->request != 0 ? "outcome" : "message", &id, o->code, o->kind,
                                      err));
        }
        if (o->is_new && o->effect) {
            ALB_TRY(o->effect(tx, o, now, err));
        }
        leader_is_new = o->follows ? leader_is_new : o->is_new;
    }
    return ALB_OK;
}

static alb_status record_all(store_tx *tx, void *ctx, alb_err *err)
{
    const record *r = ctx;
    return dcc_outcomes_write(tx, r->list, r->n, r->first_id, r->now, err);
}

void dcc_outcomes_release(dcc_outcome *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        alb_buf_release(&list[i].document);
        alb_buf_release(&list[i].data);
    }
}

static void note_outcome(dcc *d, const dcc_outcome *o, alb_time now)
{
    char to[ALB_EUI64_TEXT];
    char device[ALB_EUI64_TEXT];
    dcc_observe_outcome(d, o, now);
    if (o->kind) {
        dcc_tell_tap(d, "outcome", o->recipient, alb_buf_span(&o->document));
    }
    alb_log_event(d->log, ALB_LOG_INFO, o->request != 0 ? "outcome" : "message",
                  "id=%s:%s:%llu kind=\"%s\" code=%s", alb_eui64_hex(o->recipient, to),
                  alb_eui64_hex(o->device, device), (unsigned long long)o->counter, o->kind ? o->kind : "-",
                  o->code ? o->code : "-");
}

static alb_status record_together(dcc *d, dcc_outcome *list, size_t n, int64_t first_id, alb_err *err)
{
    record r = {.list = list, .n = n, .first_id = first_id, .now = alb_now(d->clock)};
    alb_status st = ALB_OK;
    for (size_t i = 0; st == ALB_OK && i < n; i++) {
        st = list[i].document.st != ALB_OK ? list[i].document.st : list[i].data.st;
    }
    if (st == ALB_OK) {
        int64_t began = alb_monotonic_ns();
        st = store_write(d->store, record_all, &r, err);
        dcc_observe_store(d, began);
    }
    for (size_t i = 0; i < n; i++) {
        list[i].is_recorded = st == ALB_OK;
        if (st == ALB_OK && list[i].is_new) {
            note_outcome(d, &list[i], r.now);
        }
    }
    return st;
}

/* One that cannot be recorded does not keep the others from it. */
static alb_status record_apart(dcc *d, dcc_outcome *list, size_t n, int64_t first_id, alb_err *err)
{
    alb_status first = ALB_OK;
    for (size_t i = 0, end = 0; i < n; i = end) {
        end = i + 1;
        while (end < n && list[end].follows) {
            end++;
        }
        alb_status st =
            record_together(d, list + i, end - i, first_id + (int64_t)i, first == ALB_OK ? err : NULL);
        first = first == ALB_OK ? st : first;
    }
    return first;
}

alb_status dcc_outcomes_record(dcc *d, dcc_outcome *list, size_t n, alb_err *err)
{
    int64_t first_id = 0;
    for (size_t i = 0; i < n; i++) {
        list[i].is_recorded = false;
    }
    alb_status st = dcc_sequence_take(d, n, &first_id, err);
    if (st == ALB_OK) {
        st = record_together(d, list, n, first_id, err);
        if (st != ALB_OK && n > 1) {
            st = record_apart(d, list, n, first_id, err);
        }
        dcc_deliverer_wake(d->deliverer);
    }
    dcc_outcomes_release(list, n);
    return st;
}

/* --- no answer --- */

typedef struct failure_query {
    dcc_worker *worker;
    int64_t id;
    dcc_request request;
    dcc_device_record device;
    duis_request_id schedule_name;
} failure_query;

static alb_status read_request(store_tx *tx, void *ctx, alb_err *err)
{
    failure_query *q = ctx;
    alb_arena *arena = q->worker->arena;
    ALB_TRY(dcc_request_read(tx, q->id, arena, &q->request, err));
    alb_status st = dcc_device_read(tx, q->request.request_id.target, arena, &q->device, err);
    if (q->request.schedule != 0 && (st == ALB_OK || st == ALB_NOT_FOUND)) {
        st = dcc_schedule_name(tx, q->request.schedule, &q->schedule_name, err);
    }
    return st == ALB_NOT_FOUND ? ALB_OK : st;
}

/* N10, N11 or N14 to the owner of the schedule (duis.md 10). */
static alb_status tell_schedule_failure(dcc_worker *w, const failure_query *q, const char *code,
                                        dcc_outcome *out, alb_err *err)
{
    const char *alert = strcmp(code, "E21") == 0 ? "N11" : code[1] == '2' || code[1] == '3' ? "N10" : "N14";
    const duis_request_id *id = &q->request.request_id;
    duis_request_id response_id = {w->dcc->acb->entity, id->originator, (uint64_t)q->request.id};
    char device[ALB_EUI64_TEXT];
    char payload[320];
    alb_wr text = alb_wr_init(payload, sizeof payload);
    alb_wr_text(&text, "<sr:CommandFailure><sr:CommandRequestID>");
    duis_request_id_text(&q->schedule_name, &text);
    alb_wr_printf(&text,
                  "</sr:CommandRequestID><sr:DSPScheduleID>%" PRId64 "</sr:DSPScheduleID><sr:DeviceID>%s"
                  "</sr:DeviceID></sr:CommandFailure>",
                  q->request.schedule, alb_eui64_dashed(id->target, device));
    dcc_message message = {.header = {.response_id = &response_id,
                                      .code = code,
                                      .time = alb_now(w->dcc->clock),
                                      .version = q->request.version},
                           .octets = alb_wr_span(&text),
                           .dcc_alert_code = alert};
    *out = (dcc_outcome){.request = q->request.id,
                         .code = code,
                         .srv = dcc_srv_name(q->request.srv),
                         .since = dcc_request_since(&q->request),
                         .recipient = id->originator,
                         .device = id->target,
                         .counter = (uint64_t)q->request.id,
                         .kind = "DCC alert",
                         .owner = dcc_server_id(w->dcc)};
    return dcc_outcome_write(w, &message, out, err);
}

/* The DCC Alert beside an answer that says why there is none of the device (duis.md 10); NULL: none. */
static const char *alert_of_failure(const char *srv, const char *code)
{
    static const struct {
        const char *code, *alert;
    } of_device[] = {{"E20", "N12"}, {"E21", "N13"}, {"E30", "N53"}, {"E31", "N53"}};
    static const char *const of_access[] = {"E1", "E2", "E3", "E4", "E5", "E11", "E19"};
    for (size_t i = 0; i < ALB_COUNT(of_device); i++) {
        if (strcmp(of_device[i].code, code) == 0) {
            return of_device[i].alert;
        }
    }
    for (size_t i = 0; i < ALB_COUNT(of_access); i++) {
        if (strcmp(of_access[i], code) == 0) {
            return strcmp(srv, "6.23") == 0 ? "N26" : "N15";
        }
    }
    return NULL;
}

/* note: code of the alert. */
static alb_status tell_failure(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    duis_request_id id;
    char payload[320];
    ALB_TRY(dcc_outcome_request_id(tx, o, &id, err));
    alb_wr w = alb_wr_init(payload, sizeof payload);
    if (strcmp(o->note, "N26") == 0) {
        alb_wr_text(&w, "<sr:ChangeOfSupplier>");
        dcc_write_request_id(&w, "ChangeOfSupplierServiceRequestID", &id);
        alb_wr_text(&w, "</sr:ChangeOfSupplier>");
    } else {
        dcc_write_command_failure(&w, &id, 0, id.target);
    }
    ALB_TRY(w.st);
    dcc_notice notice = {
        .code = o->note, .response = o->code, .device = id.target, .payload = alb_wr_span(&w)};
    return dcc_notify_user(tx, &notice, id.originator, now, err);
}

alb_status dcc_outcome_of_failure(dcc_worker *w, int64_t request, const char *code, dcc_outcome *out,
                                  alb_err *err)
{
    failure_query q = {.worker = w, .id = request};
    alb_status st = store_read(w->dcc->store, read_request, &q, err);
    if (st != ALB_OK) {
        return alb_fail(err, st, NULL, 0, "the request of a command is not in the store");
    }
    /* What the hub could not hand on has its own code on the gas side. */
    if (strcmp(code, "E30") == 0 && q.device.type & (CAT_DEVICE_GSME | CAT_DEVICE_GPF)) {
        code = "E31";
    }
    if (q.request.schedule != 0) {
        return tell_schedule_failure(w, &q, code, out, err);
    }
    const duis_request_id *id = &q.request.request_id;
    /* The DCC says it, not the device, which may answer yet. */
    duis_request_id response_id = {w->dcc->acb->entity, id->originator, (uint64_t)request};
    const cat_service_request *srv = cat_service_request_find(alb_span_str(q.request.srv));
    dcc_message message = {
        .header = {.request_id = id,
                   .response_id = &response_id,
                   .code = code,
                   .time = alb_now(w->dcc->clock),
                   .version = q.request.version,
                   .service_reference = alb_span_str(srv ? srv->reference : q.request.srv),
                   .service_reference_variant = alb_span_str(q.request.srv)},
    };
    *out = (dcc_outcome){.request = request,
                         .code = code,
                         .srv = dcc_srv_name(q.request.srv),
                         .since = dcc_request_since(&q.request),
                         .recipient = id->originator,
                         .device = id->target,
                         .counter = id->counter,
                         .kind = "response",
                         .owner = dcc_server_id(w->dcc)};
    if (dcc_is_own_request(q.request.srv)) {
        out->kind = NULL; /* nobody asked for it */
        return ALB_OK;
    }
    const char *alert = alert_of_failure(q.request.srv, code);
    if (alert) {
        out->about = request;
        out->effect = tell_failure;
        (void)snprintf(out->note, sizeof out->note, "%s", alert);
    }
    return dcc_outcome_write(w, &message, out, err);
}

alb_status dcc_outcome_write(dcc_worker *w, const dcc_message *message, dcc_outcome *out, alb_err *err)
{
    alb_buf_init(&out->document, DCC_MAX_DOCUMENT);
    alb_status st = dcc_write_signed(w, message, &out->document, err);
    if (st != ALB_OK) {
        alb_buf_release(&out->document);
    }
    return st;
}
