/* What was arranged for a device and goes when the ground for it is gone: schedules, and requests that are
 * held for their date (duis.md 12, 13). Whoever arranged it is told, in the transaction that removes it. */
#include "dcc_internal.h"

#include "catalogue/schema_version.h"

#include <inttypes.h>

/* --- what there is --- */

static alb_status find_schedules(store_tx *tx, alb_eui64 device, alb_arena *arena, dcc_removals *out,
                                 alb_err *err)
{
    store_value param = dcc_eui(device);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT id, owner, srv FROM schedule WHERE device = $1 ORDER BY id", &param, 1,
                        &rows, err));
    while (out->n < DCC_REMOVALS && store_next(rows)) {
        out->list[out->n++] = (dcc_removal){.is_schedule = true,
                                            .id = store_column(rows, 0).integer,
                                            .user = dcc_column_eui(rows, 1),
                                            .srv = dcc_column_text(rows, 2, arena)};
    }
    return store_rows_end(rows, err);
}

static alb_status find_requests(store_tx *tx, alb_eui64 device, alb_arena *arena, dcc_removals *out,
                                alb_err *err)
{
    store_value param = dcc_eui(device);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT id, originator, srv, counter FROM request WHERE target = $1 AND"
                        " state = 'held' AND schedule = 0 ORDER BY id",
                        &param, 1, &rows, err));
    while (out->n < DCC_REMOVALS && store_next(rows)) {
        out->list[out->n++] = (dcc_removal){.id = store_column(rows, 0).integer,
                                            .user = dcc_column_eui(rows, 1),
                                            .srv = dcc_column_text(rows, 2, arena),
                                            .counter = dcc_column_u64(rows, 3)};
    }
    return store_rows_end(rows, err);
}

alb_status dcc_removals_find(store_tx *tx, alb_eui64 device, alb_arena *arena, dcc_removals *out,
                             alb_err *err)
{
    out->device = device;
    out->n = 0;
    if (out->schedule_alert) {
        ALB_TRY(find_schedules(tx, device, arena, out, err));
    }
    return out->request_alert ? find_requests(tx, device, arena, out, err) : ALB_OK;
}

/* --- telling --- */

static alb_status tell_schedule(dcc_worker *w, const dcc_removals *r, const dcc_removal *one,
                                dcc_batch *batch, alb_err *err)
{
    char device[ALB_EUI64_TEXT];
    char payload[200];
    alb_wr text = alb_wr_init(payload, sizeof payload);
    alb_wr_printf(&text,
                  "<sr:DSPScheduleRemoval><sr:DeviceID>%s</sr:DeviceID><sr:DSPScheduleID>%" PRId64
                  "</sr:DSPScheduleID></sr:DSPScheduleRemoval>",
                  alb_eui64_dashed(r->device, device), one->id);
    return dcc_alert_user(w, one->user, r->device, r->schedule_alert, alb_wr_span(&text), batch, err);
}

/* The alert is the outcome of the request. */
static alb_status tell_request(dcc_worker *w, const dcc_removals *r, const dcc_removal *one, dcc_batch *batch,
                               alb_err *err)
{
    duis_request_id name = {one->user, r->device, one->counter};
    duis_request_id response_id = {w->dcc->acb->entity, one->user, (uint64_t)one->id};
    char device[ALB_EUI64_TEXT];
    char payload[320];
    alb_wr text = alb_wr_init(payload, sizeof payload);
    alb_wr_text(&text, "<sr:CommandFailure><sr:CommandRequestID>");
    duis_request_id_text(&name, &text);
    alb_wr_printf(&text, "</sr:CommandRequestID><sr:DeviceID>%s</sr:DeviceID></sr:CommandFailure>",
                  alb_eui64_dashed(r->device, device));
    dcc_message message = {.header = {.response_id = &response_id,
                                      .code = r->code,
                                      .time = alb_now(w->dcc->clock),
                                      .version = CAT_SCHEMA_NEWEST},
                           .octets = alb_wr_span(&text),
                           .dcc_alert_code = r->request_alert};
    dcc_outcome *out = &batch->list[batch->n++];
    *out = (dcc_outcome){.request = one->id,
                         .code = r->code,
                         .recipient = one->user,
                         .device = r->device,
                         .counter = (uint64_t)one->id,
                         .kind = "DCC alert"};
    return dcc_outcome_write(w, &message, out, err);
}

alb_status dcc_removals_tell(dcc_worker *w, const dcc_removals *r, dcc_batch *batch, alb_err *err)
{
    for (size_t i = 0; i < r->n; i++) {
        const dcc_removal *one = &r->list[i];
        ALB_TRY(one->is_schedule ? tell_schedule(w, r, one, batch, err)
                                 : tell_request(w, r, one, batch, err));
    }
    return ALB_OK;
}

alb_status dcc_removals_make(store_tx *tx, const dcc_removals *r, alb_err *err)
{
    for (size_t i = 0; i < r->n; i++) {
        store_value id = store_int(r->list[i].id);
        if (r->list[i].is_schedule) {
            ALB_TRY(store_exec(tx, "DELETE FROM schedule WHERE id = $1", &id, 1, err));
            /* Another server was faster, or its owner: all of it is looked at again. */
            ALB_TRY(store_changes(tx) == 1 ? ALB_OK : ALB_NOT_FOUND);
        }
    }
    return ALB_OK;
}
