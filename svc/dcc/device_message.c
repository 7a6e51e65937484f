/* What a device sends: checked as far as the DCC may (gbcs-messages.md 3.3, 4.4), matched with the request it
 * answers, and put into a Response (duis.md 2.3). */
#include "dcc_internal.h"

#include "recovery.h"

#include "base/text.h"
#include "gbcs/content.h"

#include <inttypes.h>

typedef struct look_up_result {
    dcc_device_message *m;
    bool is_known, is_expected, is_late;
    duis_request_id schedule_name; /* of a scheduled read: the RequestID that its answer bears */
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
        if (st == ALB_NOT_FOUND) {
            st = dcc_request_given_up(tx, h->originator, h->target, h->counter, arena, &r->m->request, err);
            r->is_late = st == ALB_OK;
        }
        r->is_expected = st == ALB_OK && !(r->is_late && dcc_is_own_request(r->m->request.srv));
    }
    if (r->is_expected && r->m->request.schedule != 0) {
        st = dcc_schedule_name(tx, r->m->request.schedule, &r->schedule_name, err);
    }
    return st == ALB_NOT_FOUND ? ALB_OK : st;
}

alb_status dcc_check_authentic(dcc_device_message *m, alb_err *err)
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

const cat_value *dcc_member(const cat_tree *tree, const char *name)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        if (strcmp(tree->values[i].field->name, name) == 0) {
            return &tree->values[i];
        }
    }
    return NULL;
}

/* The device's message with one more element beside it: 9.1 has the number that the device shows, a scheduled
 * read its schedule (duis.md 12, 14). */
static alb_status add_companion(const dcc_device_message *m, dcc_message *message, alb_err *err)
{
    const char *note = m->request.note;
    bool has_pin = note && strncmp(note, "PIN ", 4) == 0;
    if (!has_pin && m->request.schedule == 0) {
        return ALB_OK;
    }
    size_t room = m->gbcs.whole.len * 2 + 256;
    alb_wr w = alb_wr_init(alb_arena_alloc(m->worker->arena, room), room);
    if (!w.buf) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for an answer");
    }
    const char *element = has_pin ? "CINMessage" : "DSPScheduledMessage";
    alb_wr_printf(&w, "<sr:%s><sr:GBCSPayload>", element);
    alb_wr_base64(&w, m->gbcs.whole);
    alb_wr_text(&w, "</sr:GBCSPayload>");
    if (has_pin) {
        alb_wr_printf(&w, "<sr:CustomerIdentificationNumber>%s</sr:CustomerIdentificationNumber>", note + 4);
    } else {
        alb_wr_printf(&w, "<sr:DSPScheduleID>%" PRId64 "</sr:DSPScheduleID>", m->request.schedule);
    }
    alb_wr_printf(&w, "</sr:%s>", element);
    message->is_gbcs = false;
    message->answer = DCC_ANSWER_PAYLOAD;
    message->octets = alb_wr_span(&w);
    return w.st;
}

/* A late one does not end its request, which has ended: it is delivered besides, once, and has its effect. */
static alb_status judge_response(dcc_device_message *m, const duis_request_id *name, bool is_late,
                                 dcc_batch *batch, alb_err *err)
{
    const duis_request_id *id = &m->request.request_id;
    duis_request_id response_id = {id->target, id->originator, id->counter};
    const cat_service_request *srv = cat_service_request_find(alb_span_str(m->request.srv));
    dcc_message message = {
        .header = {.request_id = name,
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
                         .srv = dcc_srv_name(m->request.srv),
                         .since = dcc_request_since(&m->request),
                         .recipient = id->originator,
                         .device = id->target,
                         .counter = id->counter,
                         .kind = "response"};
    if (is_late) {
        out->request = 0;
        out->srv = NULL;
        out->kind = "late response";
    }
    if (dcc_is_own_request(m->request.srv)) {
        out->kind = NULL; /* nobody asked for it */
        return dcc_add_effect(m, batch, err);
    }
    /* Decoded only for those on whom something hangs: the others are their User's to read. */
    out->succeeded = m->request.is_sequenced && dcc_has_succeeded(m);
    ALB_TRY(add_companion(m, &message, err));
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
    ALB_TRY(dcc_check_authentic(&m, err));
    if (m.gbcs.header.cra == GBCS_ALERT) {
        return dcc_judge_alert(&m, batch, err);
    }
    if (!found.is_expected || m.request.message_code != m.gbcs.header.message_code) {
        return alb_fail(err, ALB_MISMATCH, "GBCS 4.4", 0, "answers no request that waits for it");
    }
    /* A schedule that was deleted meanwhile has no name any more. */
    bool has_name = found.schedule_name.counter != 0;
    const duis_request_id *name = has_name ? &found.schedule_name : &m.request.request_id;
    return judge_response(&m, name, found.is_late, batch, err);
}
