#include "ppmid.h"

#include "han.h"

#include "gbcs/content.h"

enum {
    CODE_TOP_UP_GAS = 0x009b,
    CODE_EMERGENCY_GAS = 0x0090,
    CODE_TOP_UP = 0x0116,
    CODE_EMERGENCY = 0x0117,
    CODE_ENABLE = 0x0118,
    IN_HOME_DEVICE = 2,
    CONTENT_MAX = 256
};

/* --- to the electricity meter: over the HAN --- */

static uint16_t code_of(device_han_kind kind)
{
    switch (kind) {
    case DEVICE_HAN_TOP_UP:
        return CODE_TOP_UP;
    case DEVICE_HAN_EMERGENCY_CREDIT:
        return CODE_EMERGENCY;
    case DEVICE_HAN_ENABLE_SUPPLY:
        return CODE_ENABLE;
    case DEVICE_HAN_SWITCH:
    case DEVICE_HAN_REQUEST_CONTROL:
    default:
        return 0;
    }
}

static bool ask_electricity(const voice *v, alb_eui64 meter, const device_han *asked)
{
    bool done = han_ask(v, meter, asked);
    event_outcome(v->device, code_of(asked->kind), done, device_now(v->device));
    return done;
}

/* --- to the gas meter: a message with a MAC of the two (PCS01, PCS02) --- */

static void put_payload(const device_han *asked, leaves *out)
{
    if (asked->kind == DEVICE_HAN_TOP_UP) {
        leaves_number(out, IN_HOME_DEVICE);
        leaves_octets(out, asked->token);
    } else {
        leaves_number(out, 0); /* issued at no certain time */
        leaves_number(out, IN_HOME_DEVICE);
    }
}

static bool write_content(const voice *v, const cat_use_case *use_case, const gbcs_header *header,
                          const device_han *asked, alb_wr *out)
{
    const cat_component *component = &use_case->command.components[0];
    leaves payload;
    size_t taken = 0;
    cat_tree tree;
    leaves_init(&payload, v->arena);
    cat_tree_init(&tree, v->arena, 0);
    put_payload(asked, &payload);
    if (!leaves_fill(&payload, &taken, &component->command->payload, &tree)) {
        return false;
    }
    tree.values[0].record = component;
    return gbcs_content_encode(use_case, header, &tree, NULL, out, NULL) == ALB_OK;
}

static bool ask_gas(const voice *v, const partner *meter, const device_han *asked)
{
    device *d = v->device;
    if (asked->kind == DEVICE_HAN_ENABLE_SUPPLY) {
        return false; /* somebody must look at the appliances: at the meter alone (devices.md 12.1) */
    }
    const cat_use_case *use_case =
        cat_use_case_find(asked->kind == DEVICE_HAN_TOP_UP ? CODE_TOP_UP_GAS : CODE_EMERGENCY_GAS);
    gbcs_header header = {.cra = GBCS_COMMAND,
                          .counter = device_next_counter(d),
                          .originator = d->id,
                          .target = meter->id,
                          .message_code = use_case->message_code};
    alb_wr content = alb_wr_init(alb_arena_alloc(v->arena, CONTENT_MAX), CONTENT_MAX);
    if (!content.buf || !write_content(v, use_case, &header, asked, &content) ||
        voice_send(v, &header, alb_wr_span(&content), VOICE_MAC, meter->agreement, NULL) != ALB_OK) {
        return false;
    }
    d->asked = header.counter;
    return true;
}

static bool ask(const voice *v, alb_eui64 meter, const device_han *asked)
{
    const partner *p = partners_find(&v->device->partners, meter);
    if (!p || code_of(asked->kind) == 0 || v->device->type != CAT_DEVICE_PPMID) {
        return false;
    }
    if (p->type == PARTNER_ESME) {
        return ask_electricity(v, meter, asked);
    }
    return p->type == PARTNER_GSME && p->agreement && ask_gas(v, p, asked);
}

bool device_ask_meter(device *ppmid, gbcs_keys *keys, alb_eui64 meter, const device_han *asked,
                      const device_sink *sink)
{
    alb_arena *arena = device_has_power(ppmid) ? alb_arena_new(ALB_ARENA_DEFAULT_LIMIT) : NULL;
    if (!arena) {
        return false;
    }
    bool done = ask(&(voice){.device = ppmid, .keys = keys, .sink = sink, .arena = arena}, meter, asked);
    alb_arena_free(arena);
    return done;
}

/* --- and what it hears --- */

/* A top-up says what became of it; emergency credit is answered with a status. */
static bool tells_success(const cat_tree *answer)
{
    enum { ACCEPTED = 0, ACCEPTED_ENABLED = 10, ACCEPTED_ARMED = 12 };
    uint32_t result = cat_tree_find(answer, 0, "ResultType");
    if (result == UINT32_MAX) {
        return answer->count > 0 && answer->values[0].result == 0;
    }
    uint64_t type = answer->values[result].number.u;
    return type == ACCEPTED || (type >= ACCEPTED_ENABLED && type <= ACCEPTED_ARMED);
}

/* What is not the answer to what it asked last is nothing to it. */
void ppmid_hear(const voice *v, const gbcs_message *m)
{
    device *d = v->device;
    const partner *meter = partners_find(&d->partners, m->header.originator);
    cat_tree answer;
    cat_tree_init(&answer, v->arena, 0);
    if (!meter || meter->type != PARTNER_GSME || d->asked == 0 || m->header.counter != d->asked ||
        !m->use_case || m->use_case->roles != CAT_ROLE_DEVICE || !voice_recognises(v, m, meter->agreement) ||
        gbcs_content_decode(m, NULL, &answer, NULL) != ALB_OK) {
        return;
    }
    d->asked = 0;
    event_outcome(d, m->header.message_code, tells_success(&answer), device_now(d));
}
