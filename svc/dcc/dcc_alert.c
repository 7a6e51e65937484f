/* DCC Alerts: what the DCC tells Users of its own accord (duis.md 10). */
#include "dcc_internal.h"

#include "catalogue/schema_version.h"

alb_status dcc_alert_user(dcc_worker *w, alb_eui64 user, alb_eui64 device, const char *alert_code,
                          alb_span payload, dcc_batch *batch, alb_err *err)
{
    int64_t counter = 0;
    ALB_TRY(dcc_sequence_next(w->dcc, &counter, err));
    duis_request_id response_id = {w->dcc->acb->entity, user, (uint64_t)counter};
    dcc_message message = {.header = {.response_id = &response_id,
                                      .code = "I0",
                                      .time = alb_now(w->dcc->clock),
                                      .version = CAT_SCHEMA_NEWEST},
                           .octets = payload,
                           .dcc_alert_code = alert_code};
    dcc_outcome *out = &batch->list[batch->n++];
    *out = (dcc_outcome){.recipient = user,
                         .device = device,
                         .counter = (uint64_t)counter,
                         .kind = "DCC alert",
                         .follows = true};
    return dcc_outcome_write(w, &message, out, err);
}

typedef struct recipients {
    const dcc_device_record *device;
    uint16_t roles;
    alb_time now;
    alb_eui64 list[DCC_RECIPIENTS];
    size_t n;
} recipients;

static alb_status read_recipients(store_tx *tx, void *ctx, alb_err *err)
{
    recipients *r = ctx;
    dcc_links links;
    ALB_TRY(dcc_links_of(tx, r->device, &links, err));
    return registration_holders(tx, r->roles, links.list, links.n, r->now, r->list, DCC_RECIPIENTS, &r->n,
                                err);
}

alb_status dcc_alert_registered(dcc_worker *w, const dcc_device_record *device, uint16_t roles,
                                const char *alert_code, alb_span payload, dcc_batch *batch, alb_err *err)
{
    recipients r = {.device = device, .roles = roles, .now = alb_now(w->dcc->clock)};
    ALB_TRY(store_read(w->dcc->store, read_recipients, &r, err));
    for (size_t i = 0; i < r.n; i++) {
        ALB_TRY(dcc_alert_user(w, r.list[i], device->id, alert_code, payload, batch, err));
    }
    return ALB_OK;
}
