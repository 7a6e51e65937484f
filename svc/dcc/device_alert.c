/* Alerts of devices (duis.md 18): to the User that the device names, to the User whose dated command was
 * carried out, or to the DCC itself (hub_alert.c). */
#include "dcc_internal.h"

#include "firmware.h"

#include "catalogue/schema_version.h"

enum { DATED_DONE = 0x8f66, DATED_FAILED = 0x8f67, FIRMWARE_VERIFIED = 0x8f72, FIRMWARE_REFUSED = 0x8f1c };

/* A use case that carries one code alone need not be looked into. */
static alb_status find_code(dcc_device_message *m, alb_err *err)
{
    const cat_use_case *u = m->gbcs.use_case;
    if (u && u->n_alert_codes == 1) {
        m->alert_code = u->alert_codes[0];
        return ALB_OK;
    }
    ALB_TRY(dcc_decode_content(m, err));
    for (uint32_t i = 0; i < m->content.count; i++) {
        if (m->content.values[i].field->type->view == CAT_VIEW_ALERT_CODE) {
            m->alert_code = (uint16_t)m->content.values[i].number.u;
            return ALB_OK;
        }
    }
    return alb_fail(err, ALB_BAD_FORMAT, "GBCS 16", 0, "the alert has no alert code");
}

/* --- for a User --- */

static dcc_outcome *add(dcc_batch *batch, const dcc_device_message *m, alb_eui64 recipient, const char *kind)
{
    dcc_outcome *out = &batch->list[batch->n++];
    *out = (dcc_outcome){.recipient = recipient,
                         .device = m->gbcs.header.originator,
                         .counter = m->gbcs.header.counter,
                         .kind = kind};
    return out;
}

static alb_status pass_on(dcc_device_message *m, dcc_batch *batch, alb_err *err)
{
    const gbcs_header *h = &m->gbcs.header;
    duis_request_id response_id = {h->originator, h->target, h->counter};
    dcc_message message = {
        .header = {.response_id = &response_id,
                   .code = "I0",
                   .time = alb_now(m->worker->dcc->clock),
                   .version = CAT_SCHEMA_NEWEST},
        .octets = m->gbcs.whole,
        .alert_code = m->alert_code,
    };
    dcc_outcome *o = add(batch, m, h->target, "alert");
    o->alert_code = m->alert_code;
    alb_buf_init(&o->data, GBCS_MAX_MESSAGE);
    alb_buf_add(&o->data, m->gbcs.whole);
    if (m->alert_code == FIRMWARE_VERIFIED || m->alert_code == FIRMWARE_REFUSED) {
        o->succeeded = m->alert_code == FIRMWARE_VERIFIED;
        o->effect = dcc_effect_firmware_receipt;
    }
    return dcc_outcome_write(m->worker, &message, o, err);
}

/* --- about a dated command (duis.md 13) --- */

static bool is_item(const cat_item *item, const cat_value *class_id, const cat_value *name,
                    const cat_value *attribute)
{
    return item->object->class_id == class_id->number.u && item->id == attribute->number.u &&
           alb_span_equal(name->bytes, ALB_SPAN_OF(item->object->obis));
}

/* Position of the instruction among those of the command that are dated; formats that do not name a COSEM
 * attribute have one instruction each, or are told by cluster and command. */
static void number_instruction(const cat_tree *tree, const cat_use_case *command, uint32_t *number,
                               uint32_t *total)
{
    const cat_value *class_id = dcc_member(tree, "ClassId");
    const cat_value *name = dcc_member(tree, "LogicalName");
    const cat_value *attribute = dcc_member(tree, "AttributeIndex");
    const cat_value *cluster = dcc_member(tree, "ClusterId");
    const cat_value *zcl = dcc_member(tree, "Command");
    *number = 0;
    *total = 0;
    for (size_t i = 0; command && i < command->command.n_items; i++) {
        const cat_item *item = &command->command.items[i];
        *total += item->activation;
        if (item->activation && class_id && name && attribute && is_item(item, class_id, name, attribute)) {
            *number = *total;
        }
    }
    for (size_t i = 0; command && i < command->command.n_components; i++) {
        const cat_component *c = &command->command.components[i];
        *total += c->activation;
        if (c->activation && cluster && zcl && c->cluster == cluster->number.u && c->command &&
            c->command->id == zcl->number.u) {
            *number = *total;
        }
    }
    *total = *total > 0 ? *total : 1;
    *number = *number > 0 ? *number : 1;
}

typedef struct dated_query {
    dcc_device_message *m;
    uint64_t counter;
} dated_query;

static alb_status read_dated(store_tx *tx, void *ctx, alb_err *err)
{
    dated_query *q = ctx;
    const gbcs_header *h = &q->m->gbcs.header;
    return dcc_request_of_dated_command(tx, h->originator, h->target, q->counter, q->m->worker->arena,
                                        &q->m->request, err);
}

/* The outcome of one instruction, under the RequestID of the command. False in found: the alert names no
 * command of ours, and is passed on as it is. */
static alb_status tell_outcome(dcc_device_message *m, dcc_batch *batch, bool *found, alb_err *err)
{
    ALB_TRY(dcc_decode_content(m, err));
    const cat_value *counter = dcc_member(&m->content, "OriginatorCounter");
    const cat_value *code = dcc_member(&m->content, "MessageCode");
    dated_query q = {.m = m, .counter = counter ? counter->number.u : 0};
    alb_status st = counter ? store_read(m->worker->dcc->store, read_dated, &q, err) : ALB_NOT_FOUND;
    *found = st == ALB_OK;
    if (st != ALB_OK) {
        return st == ALB_NOT_FOUND ? ALB_OK : st;
    }
    const duis_request_id *id = &m->request.request_id;
    const gbcs_header *h = &m->gbcs.header;
    duis_request_id response_id = {h->originator, id->originator, h->counter};
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
        .alert_code = m->alert_code,
    };
    uint16_t of = code ? (uint16_t)code->number.u : m->request.message_code;
    number_instruction(&m->content, cat_use_case_find(of), &message.instruction, &message.instructions);
    ALB_TRY(dcc_outcome_write(m->worker, &message, add(batch, m, id->originator, "outcome"), err));
    return m->alert_code == DATED_DONE ? dcc_add_effect(m, batch, err) : ALB_OK;
}

typedef struct recipient_query {
    alb_eui64 user;
    uint16_t roles;
} recipient_query;

static alb_status read_recipient(store_tx *tx, void *ctx, alb_err *err)
{
    recipient_query *q = ctx;
    return dcc_party_roles(tx, q->user, &q->roles, err);
}

alb_status dcc_judge_alert(dcc_device_message *m, dcc_batch *batch, alb_err *err)
{
    ALB_TRY(find_code(m, err));
    if (m->alert_code == DATED_DONE || m->alert_code == DATED_FAILED) {
        bool found = false;
        ALB_TRY(tell_outcome(m, batch, &found, err));
        if (found) {
            return ALB_OK;
        }
    }
    recipient_query q = {.user = m->gbcs.header.target};
    if (alb_eui64_equal(q.user, m->worker->dcc->acb->entity)) {
        return dcc_judge_hub_alert(m, batch, err);
    }
    ALB_TRY(store_read(m->worker->dcc->store, read_recipient, &q, err));
    return q.roles != 0 ? pass_on(m, batch, err)
                        : alb_fail(err, ALB_NOT_FOUND, "DUIS 18", 0,
                                   "alert %04X is for nobody who is a party", m->alert_code);
}
