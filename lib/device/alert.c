/* Events and the alerts that tell of them (GBCS 16; devices.md 16.2). */
#include "behaviour.h"
#include "body.h"

#include "esme_device.h"
#include "gas_alert.h"
#include "gas_device.h"

#include "catalogue/alert.h"
#include "gbcs/content.h"

enum {
    CODE_GENERIC_CRITICAL = 0x1000,
    CODE_GENERIC_NON_CRITICAL = 0x1001,
    FIRST_CRITICAL = 0x8f00,
    EVENT_DONE = 0x8154,
    EVENT_NOT_DONE = 0x8155,
    EVENT_BILLING_LOG = 0x8f0a,
    EVENT_DEVICE_LOG_CHANGED = 0x8f12,
    EVENT_PROXY_LOG_CHANGED = 0x8071,
    EVENT_CONTROLLER_CHANGED = 0x8f88,
    CONTENT_MAX = 8192
};

/* In the logs that the catalogue names for the event, where the meter is set to write it down. */
static void log_event(device *d, event_entry entry)
{
    const cat_alert *row = cat_alert_find(entry.code);
    if (!row || !behaviour_is_on(d, entry.code, BEHAVIOUR_LOG) || !gas_wants_log(d, entry.code)) {
        return;
    }
    if (row->logs & CAT_LOG_EVENT) {
        event_log_add(&d->events, entry);
    }
    if (row->logs & CAT_LOG_SECURITY) {
        event_log_add(&d->security, entry);
    }
    if (row->logs & CAT_LOG_POWER) {
        event_log_add(&d->power, entry);
    }
}

void event_record(device *d, uint16_t code, alb_time at)
{
    log_event(d, (event_entry){.time = alb_time_to_2000(at), .code = code});
}

void event_record_with(device *d, uint16_t code, uint16_t information, alb_time at)
{
    log_event(d, (event_entry){.time = alb_time_to_2000(at),
                               .code = code,
                               .has_information = true,
                               .information = information});
}

void event_outcome(device *d, uint16_t message_code, bool done, alb_time at)
{
    event_record_with(d, done ? EVENT_DONE : EVENT_NOT_DONE, message_code, at);
}

/* What an event's alert tells beyond what whoever raises it knows: of the device's state. */
static void tell_state(const device *d, uint16_t code, alb_time at, leaves *out)
{
    if (code == EVENT_DEVICE_LOG_CHANGED && d->han) {
        device_log_backup(d->han, at, out);
    } else if (code == EVENT_PROXY_LOG_CHANGED) {
        partners_add_entries(&d->partners, out);
    }
}

/* COSEM and ZigBee alerts: code and time as every such alert has them, then the body. */
static bool fill_alert(const voice *v, const cat_use_case *use_case, uint16_t code, alb_time at,
                       const leaves *more, cat_tree *tree)
{
    bool gbz = gas_is(v->device);
    leaves head;
    leaves_init(&head, v->arena);
    leaves_number(&head, code);
    if (gbz) {
        leaves_number(&head, alb_time_to_2000(at));
    } else {
        leaves_date_time(&head, at);
    }
    size_t taken = 0;
    size_t taken_of_body = 0;
    return leaves_fill(&head, &taken, gbz ? &gbcs_field_gbz_alert_code : &gbcs_field_alert_code, tree) &&
           leaves_fill(&head, &taken, gbz ? &gbcs_field_gbz_alert_time : &gbcs_field_alert_time, tree) &&
           (!use_case->alert.body || leaves_fill(more, &taken_of_body, use_case->alert.body, tree));
}

/* In ASN.1 both are part of the body. */
static bool fill_asn1_alert(const voice *v, const cat_use_case *use_case, uint16_t code, alb_time at,
                            const leaves *more, cat_tree *tree)
{
    leaves body;
    leaves_init(&body, v->arena);
    leaves_number(&body, code);
    body_add_time(&body, at);
    for (size_t i = 0; i < more->count; i++) {
        leaves_add(&body, more->items[i].number, more->items[i].octets);
    }
    size_t taken = 0;
    return leaves_fill(&body, &taken, use_case->alert.body, tree);
}

static bool build_content(const voice *v, const cat_use_case *use_case, const gbcs_header *header,
                          uint16_t code, alb_time at, const leaves *more, alb_wr *out)
{
    cat_tree tree;
    cat_tree_init(&tree, v->arena, 0);
    leaves state;
    leaves_init(&state, v->arena);
    tell_state(v->device, code, at, &state);
    const leaves *body = more ? more : &state;
    bool built = use_case->format == CAT_FORMAT_ASN1 ? fill_asn1_alert(v, use_case, code, at, body, &tree)
                                                     : fill_alert(v, use_case, code, at, body, &tree);
    return built && gbcs_content_encode(use_case, header, &tree, NULL, out, NULL) == ALB_OK;
}

/* What a controller is set to is the load controller's matter too: the supplier gets it with that name on it
 * (ECS200; devices.md 2.2). */
static void name_other_party(const device *d, uint16_t code, gbcs_header *header)
{
    alb_eui64 controller;
    if (code == EVENT_CONTROLLER_CHANGED &&
        anchor_entity(&d->anchors.of[SMKI_ROLE_LOAD_CONTROLLER], &controller) &&
        !alb_eui64_equal(controller, header->target)) {
        header->has_supplementary_party = true;
        header->supplementary_party = controller;
    }
}

/* An alert that cannot be built or sent is lost: there is nobody to tell. The header has the recipient, and
 * whom it is for beside. peer: whose key makes the MAC. */
static void send_with(const voice *v, const cat_use_case *use_case, gbcs_header header,
                      const smki_certificate *peer, uint16_t code, alb_time at, const leaves *more)
{
    header.cra = GBCS_ALERT;
    header.counter = device_next_counter(v->device);
    header.originator = v->device->id;
    header.message_code = use_case->message_code;
    bool is_signed = (use_case->alert_protection & CAT_PROTECT_SIGNATURE) != 0;
    alb_wr content = alb_wr_init(alb_arena_alloc(v->arena, CONTENT_MAX), CONTENT_MAX);
    if (content.buf && build_content(v, use_case, &header, code, at, more, &content)) {
        alb_status ignored = voice_send(v, &header, alb_wr_span(&content),
                                        is_signed ? VOICE_SIGNATURE : VOICE_MAC, peer, NULL);
        (void)ignored;
    }
}

static void send_alert(const voice *v, const cat_use_case *use_case, alb_eui64 recipient,
                       const smki_certificate *peer, uint16_t code, alb_time at, const leaves *more)
{
    gbcs_header header = {.target = recipient};
    name_other_party(v->device, code, &header);
    send_with(v, use_case, header, peer, code, at, more);
}

static void send_to(const voice *v, const cat_use_case *use_case, const anchor *recipient, uint16_t code,
                    alb_time at, const leaves *more)
{
    alb_eui64 entity;
    if (anchor_entity(recipient, &entity)) {
        send_alert(v, use_case, entity, recipient->agreement, code, at, more);
    }
}

/* The roles to tell. Where a supplier is responsible, the DCC's own parties need not hear of it. */
static uint16_t recipients_of(const device *d, const cat_alert *row)
{
    enum { FIRST_OF_SUPPLIER = 0x8100 };
    if (row->recipients == 0) { /* what a party may set is its own */
        return row->code >= FIRST_OF_SUPPLIER ? CAT_ROLE_SUPPLIER : CAT_ROLE_NETWORK_OPERATOR;
    }
    alb_eui64 supplier;
    bool has_supplier = anchor_entity(&d->anchors.of[SMKI_ROLE_SUPPLIER], &supplier);
    if ((row->recipients & CAT_ROLE_SUPPLIER) && has_supplier) {
        return row->recipients & (uint16_t) ~(CAT_ROLE_ACB | CAT_ROLE_WAN_PROVIDER);
    }
    bool broker_too = (row->recipients & CAT_ROLE_ACB) != 0;
    return broker_too ? CAT_ROLE_ACB : row->recipients;
}

/* The record that carries the code from a device of this type: firmware receipt has one for each language. */
static const cat_use_case *use_case_of(const device *d, const cat_alert *row)
{
    const cat_use_case *named = row->message_code ? cat_use_case_find(row->message_code) : NULL;
    size_t count;
    const cat_use_case *const *every = cat_use_cases(&count);
    if (named && (named->devices & d->type)) {
        return named;
    }
    for (size_t i = 0; named && i < count; i++) {
        for (uint8_t k = 0; (every[i]->devices & d->type) && k < every[i]->n_alert_codes; k++) {
            if (every[i]->alert_codes[k] == row->code) {
                return every[i];
            }
        }
    }
    return cat_use_case_find(row->code < FIRST_CRITICAL ? CODE_GENERIC_NON_CRITICAL : CODE_GENERIC_CRITICAL);
}

/* A party may have an alert that the factory does not send. */
static bool wants_alert(const voice *v, const cat_alert *row)
{
    if (v->device->type == CAT_DEVICE_ESME && row->configurable) {
        return behaviour_is_on(v->device, row->code, BEHAVIOUR_ALERT);
    }
    return row->wan && gas_wants_alert(v, row->code);
}

void alert_send(const voice *v, uint16_t code, alb_time at, const leaves *more)
{
    const cat_alert *row = cat_alert_find(code);
    if (!row || !wants_alert(v, row)) {
        return;
    }
    const cat_use_case *use_case = use_case_of(v->device, row);
    uint16_t recipients = recipients_of(v->device, row);
    for (int role = 0; use_case && role < ANCHOR_ROLES; role++) {
        if (recipients & anchor_role_bit((smki_role)role)) {
            send_to(v, use_case, &v->device->anchors.of[role], code, at, more);
        }
    }
}

void alert_send_to(const voice *v, smki_role role, uint16_t message_code, uint16_t code, alb_time at,
                   const leaves *more)
{
    const cat_use_case *use_case = cat_use_case_find(message_code);
    if (use_case && (size_t)role < ANCHOR_ROLES) {
        send_to(v, use_case, &v->device->anchors.of[role], code, at, more);
    }
}

void alert_send_to_entity(const voice *v, alb_eui64 recipient, uint16_t message_code, uint16_t code,
                          alb_time at, const leaves *more)
{
    const cat_use_case *use_case = cat_use_case_find(message_code);
    if (use_case) {
        send_alert(v, use_case, recipient, NULL, code, at, more);
    }
}

void alert_send_about(const voice *v, const gbcs_header *command, uint16_t message_code, uint16_t code,
                      alb_time at, const leaves *more)
{
    const cat_use_case *use_case = cat_use_case_find(message_code);
    gbcs_header header = {.target = command->originator,
                          .has_supplementary_party = command->has_supplementary_party,
                          .supplementary_party = command->supplementary_party,
                          .has_supplementary_counter = command->has_supplementary_counter,
                          .supplementary_counter = command->supplementary_counter};
    if (use_case) {
        send_with(v, use_case, header, NULL, code, at, more);
    }
}

void alert_raise(const voice *v, uint16_t code, alb_time at, const leaves *more)
{
    event_record(v->device, code, at);
    if (code != EVENT_BILLING_LOG) {
        alert_send(v, code, at, more);
    } else if (gas_is(v->device)) {
        gas_alert_billing(v, at);
    } else {
        esme_alert_billing(v, at);
    }
}

void events_tell(const voice *v, const event_list *e)
{
    for (size_t i = 0; i < e->count; i++) {
        alert_raise(v, e->items[i].code, e->items[i].at, NULL);
    }
}
