/* What a device sends: checked as far as the DCC may (gbcs-messages.md 3.3, 4.4), matched with the request it
 * answers or the User it alerts, and put into a Response (duis.md 2.3, 18). */
#include "dcc_internal.h"

#include "gbcs/content.h"

typedef struct device_message {
    dcc_worker *worker;
    alb_eui64 hub;
    gbcs_message gbcs;
    bool is_known;
    dcc_device_record device;
    bool is_expected;
    dcc_request request;
    uint16_t recipient_roles;
} device_message;

static alb_status look_up(store_tx *tx, void *ctx, alb_err *err)
{
    device_message *m = ctx;
    const gbcs_header *h = &m->gbcs.header;
    alb_arena *arena = m->worker->arena;
    alb_status st = dcc_device_read(tx, h->originator, arena, &m->device, err);
    m->is_known = st == ALB_OK;
    if (st != ALB_OK) {
        return st == ALB_NOT_FOUND ? ALB_OK : st;
    }
    if (h->cra == GBCS_ALERT) {
        return dcc_party_roles(tx, h->target, &m->recipient_roles, err);
    }
    st = dcc_request_of_command(tx, h->originator, h->target, h->counter, arena, &m->request, err);
    m->is_expected = st == ALB_OK;
    return st == ALB_NOT_FOUND ? ALB_OK : st;
}

/* A signature must be the device's. A MAC for a User's key can be checked by the User alone; one for the ACB
 * must be right. */
static alb_status check_authentic(device_message *m, alb_err *err)
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

/* Did the device do all that the command asked? */
static bool has_succeeded(const device_message *m)
{
    cat_tree tree;
    cat_tree_init(&tree, m->worker->arena, 0);
    if (!m->gbcs.use_case || gbcs_content_decode(&m->gbcs, NULL, &tree, NULL) != ALB_OK) {
        return false;
    }
    for (uint32_t i = 0; i < tree.count; i = tree.values[i].next) {
        if (tree.values[i].result > 0) {
            return false;
        }
    }
    return true;
}

/* A meter is commissioned when it has set its clock for its supplier (dcc-services.md 7.4, T9). */
static const char *status_after(const device_message *m)
{
    bool waits = strcmp(m->device.status, "Whitelisted") == 0 ||
                 strcmp(m->device.status, "InstalledNotCommissioned") == 0;
    bool commissions = waits && strcmp(m->request.srv, "8.1.1") == 0 && has_succeeded(m);
    return commissions ? "Commissioned" : NULL;
}

static alb_status judge_response(device_message *m, dcc_outcome *out, int64_t *sequence, alb_err *err)
{
    const gbcs_header *h = &m->gbcs.header;
    if (!m->is_expected || m->request.message_code != h->message_code) {
        return alb_fail(err, ALB_MISMATCH, "GBCS 4.4", 0, "answers no open request");
    }
    *sequence = m->request.sequence;
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
    *out = (dcc_outcome){.request = m->request.id,
                         .code = "I0",
                         .recipient = id->originator,
                         .device = id->target,
                         .counter = id->counter,
                         .kind = "response",
                         .device_status = status_after(m),
                         .cause = srv ? srv->srv : NULL};
    return dcc_outcome_write(m->worker, &message, out, err);
}

/* --- alerts --- */

/* The alert code stands first in the content: two octets in GBZ, a long-unsigned in a COSEM notification. A
 * use case that carries one code alone need not be looked into. */
static alb_status find_alert_code(device_message *m, uint16_t *code, alb_err *err)
{
    const cat_use_case *u = m->gbcs.use_case;
    if (!u) {
        return alb_fail(err, ALB_UNKNOWN, NULL, 0, "message code %04x is not in the catalogue",
                        m->gbcs.header.message_code);
    }
    if (u->n_alert_codes == 1) {
        *code = u->alert_codes[0];
        return ALB_OK;
    }
    cat_tree tree;
    cat_tree_init(&tree, m->worker->arena, 0);
    ALB_TRY(gbcs_content_decode(&m->gbcs, NULL, &tree, err));
    for (uint32_t i = 0; i < tree.count; i++) {
        if (tree.values[i].field->type->view == CAT_VIEW_ALERT_CODE) {
            *code = (uint16_t)tree.values[i].number.u;
            return ALB_OK;
        }
    }
    return alb_fail(err, ALB_BAD_FORMAT, "GBCS 16", 0, "the alert has no alert code");
}

static alb_status judge_alert(device_message *m, dcc_outcome *out, alb_err *err)
{
    const gbcs_header *h = &m->gbcs.header;
    uint16_t code = 0;
    ALB_TRY(find_alert_code(m, &code, err));
    if (m->recipient_roles == 0) {
        return alb_fail(err, ALB_NOT_FOUND, "DUIS 18", 0, "alert %04X is for nobody who is a party", code);
    }
    duis_request_id response_id = {h->originator, h->target, h->counter};
    dcc_message message = {
        .header = {.response_id = &response_id,
                   .code = "I0",
                   .time = alb_now(m->worker->dcc->clock),
                   .version = 54},
        .octets = m->gbcs.whole,
        .alert_code = code,
    };
    *out = (dcc_outcome){
        .recipient = h->target, .device = h->originator, .counter = h->counter, .kind = "alert"};
    return dcc_outcome_write(m->worker, &message, out, err);
}

alb_status dcc_judge_device_message(dcc_worker *w, alb_eui64 hub, alb_span octets, dcc_outcome *out,
                                    int64_t *sequence, alb_err *err)
{
    device_message m = {.worker = w, .hub = hub};
    *sequence = 0;
    ALB_TRY(gbcs_message_parse(octets, &m.gbcs, err));
    if (m.gbcs.header.cra == GBCS_COMMAND) {
        return alb_fail(err, ALB_BAD_FORMAT, "GBCS 7.2", 0, "a device sent a command");
    }
    ALB_TRY(store_read(w->dcc->store, look_up, &m, err));
    if (!m.is_known || !alb_eui64_equal(m.device.hub, hub)) {
        return alb_fail(err, ALB_NOT_FOUND, NULL, 0, "no such device behind this hub");
    }
    ALB_TRY(check_authentic(&m, err));
    return m.gbcs.header.cra == GBCS_ALERT ? judge_alert(&m, out, err)
                                           : judge_response(&m, out, sequence, err);
}
