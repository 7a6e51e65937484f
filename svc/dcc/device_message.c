/* What a device sends: checked as far as the DCC may (gbcs-messages.md 3.3, 4.4), matched with the request it
 * answers, and put into a Response (duis.md 2.3). */
#include "dcc_internal.h"

#include "base/text.h"
#include "gbcs/content.h"

typedef struct look_up_result {
    dcc_device_message *m;
    bool is_known, is_expected;
} look_up_result;

static alb_status look_up(store_tx *tx, void *ctx, alb_err *err)
{
    look_up_result *r = ctx;
    const gbcs_header *h = &r->m->gbcs.header;
    alb_arena *arena = r->m->worker->arena;
    alb_status st = dcc_device_read(tx, h->originator, arena, &r->m->device, err);
    r->is_known = st == ALB_OK;
    if (st == ALB_OK && h->cra == GBCS_RESPONSE) {
        st = dcc_request_of_command(tx, h->originator, h->target, h->counter, arena, &r->m->request, err);
        r->is_expected = st == ALB_OK;
    }
    return st == ALB_NOT_FOUND ? ALB_OK : st;
}

/* A signature must be the device's. A MAC for a User's key can be checked by the User alone; one for the ACB
 * must be right. */
static alb_status check_authentic(dcc_device_message *m, alb_err *err)
{
    gbcs_verdict verdict;
    ALB_TRY(gbcs_verify(m->worker->keys, &m->gbcs, alb_now(m->worker->dcc->clock), &verdict, err));
    bool is_for_acb = alb_eui64_equal(m->gbcs.header.target, m->worker->dcc->acb->entity);
    if ((m->gbcs.signature.len > 0 && verdict.signature != GBCS_CHECK_OK) ||
        (is_for_acb && m->gbcs.form == GBCS_MACED && verdict.mac != GBCS_CHECK_OK) ||
        (m->gbcs.signature.len == 0 && m->gbcs.form != GBCS_MACED)) {
        return alb_fail(err, ALB_AUTH_FAILED, "GBCS 6", 0, "not authentic: %s",
                        verdict.why ? verdict.why : "neither signature nor MAC");
    }
    return ALB_OK;
}

alb_status dcc_decode_content(dcc_device_message *m, alb_err *err)
{
    if (m->content.count > 0) {
        return ALB_OK;
    }
    if (!m->gbcs.use_case) {
        return alb_fail(err, ALB_UNKNOWN, NULL, 0, "message code %04x is not in the catalogue",
                        m->gbcs.header.message_code);
    }
    cat_tree_init(&m->content, m->worker->arena, 0);
    return gbcs_content_decode(&m->gbcs, NULL, &m->content, err);
}

/* 9.1: the number that the device shows goes to the User beside its answer (duis.md 14). */
static alb_status add_identification(const dcc_device_message *m, dcc_message *message, alb_err *err)
{
    const char *note = m->request.note;
    if (!note || strncmp(note, "PIN ", 4) != 0) {
        return ALB_OK;
    }
    size_t room = m->gbcs.whole.len * 2 + 256;
    alb_wr w = alb_wr_init(alb_arena_alloc(m->worker->arena, room), room);
    if (!w.buf) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for an answer");
    }
    alb_wr_text(&w, "<sr:CINMessage><sr:GBCSPayload>");
    alb_wr_base64(&w, m->gbcs.whole);
    alb_wr_printf(&w,
                  "</sr:GBCSPayload><sr:CustomerIdentificationNumber>%s</sr:CustomerIdentificationNumber>"
                  "</sr:CINMessage>",
                  note + 4);
    message->is_gbcs = false;
    message->answer = DCC_ANSWER_PAYLOAD;
    message->octets = alb_wr_span(&w);
    return w.st;
}

static alb_status judge_response(dcc_device_message *m, dcc_batch *batch, alb_err *err)
{
    const duis_request_id *id = &m->request.request_id;
    duis_request_id response_id = {id->target, id->originator, id->counter};
    const cat_service_request *srv = cat_service_request_find(alb_span_str(m->request.srv));
    dcc_message message = {
        .header = {.request_id = id,
                   .response_id = &response_id,
                   .code = "I0",
                   .time = alb_now(m->worker->dcc->clock),
                   .version = m->request.version,
                   .service_reference = alb_span_str(srv ? srv->reference : m->request.srv),
                   .service_reference_variant = alb_span_str(m->request.srv)},
        .octets = m->gbcs.whole,
        .is_gbcs = true,
    };
    dcc_outcome *out = &batch->list[batch->n++];
    *out = (dcc_outcome){.request = m->request.id,
                         .sequence = m->request.sequence,
                         .code = "I0",
                         .recipient = id->originator,
                         .device = id->target,
                         .counter = id->counter,
                         .kind = "response"};
    /* Decoded only for those on whom something hangs: the others are their User's to read. */
    out->succeeded = m->request.is_sequenced && dcc_has_succeeded(m);
    ALB_TRY(add_identification(m, &message, err));
    ALB_TRY(dcc_outcome_write(m->worker, &message, out, err));
    return dcc_add_effect(m, batch, err);
}

alb_status dcc_judge_device_message(dcc_worker *w, alb_eui64 hub, alb_span octets, dcc_batch *batch,
                                    alb_err *err)
{
    dcc_device_message m = {.worker = w};
    ALB_TRY(gbcs_message_parse(octets, &m.gbcs, err));
    if (m.gbcs.header.cra == GBCS_COMMAND) {
        return alb_fail(err, ALB_BAD_FORMAT, "GBCS 7.2", 0, "a device sent a command");
    }
    look_up_result found = {.m = &m};
    ALB_TRY(store_read(w->dcc->store, look_up, &found, err));
    if (!found.is_known || !alb_eui64_equal(m.device.hub, hub)) {
        return alb_fail(err, ALB_NOT_FOUND, NULL, 0, "no such device behind this hub");
    }
    ALB_TRY(check_authentic(&m, err));
    if (m.gbcs.header.cra == GBCS_ALERT) {
        return dcc_judge_alert(&m, batch, err);
    }
    if (!found.is_expected || m.request.message_code != m.gbcs.header.message_code) {
        return alb_fail(err, ALB_MISMATCH, "GBCS 4.4", 0, "answers no open request");
    }
    return judge_response(&m, batch, err);
}
