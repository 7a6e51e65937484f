#include "han.h"

#include "auxiliary.h"
#include "esme_device.h"
#include "execution.h"
#include "partners.h"

enum {
    CODE_TOP_UP = 0x0007,
    CODE_EMERGENCY_CREDIT = 0x0020,
    CODE_PPMID_TOP_UP = 0x0116,
    CODE_PPMID_EMERGENCY_CREDIT = 0x0117,
    CODE_PPMID_ENABLE_SUPPLY = 0x0118,
    CODE_REQUEST_CONTROL = 0x0119,
    EVENT_ADDED_LOCALLY = 0x810e
};

bool han_ask(const voice *v, alb_eui64 to, const device_han *asked)
{
    const device_sink *sink = v->sink;
    return !sink->han || sink->han(sink->ctx, v->device->id, to, asked);
}

/* The two share a link key when they were joined by method A (devices.md 13.2). */
static bool is_linked(const device *d, alb_eui64 other, partner_type type)
{
    const partner *p = partners_find(&d->partners, other);
    return p && p->type == type && (p->method == JOIN_A_INITIATOR || p->method == JOIN_A_RESPONDER);
}

static bool switch_hcalcs(device *d, alb_eui64 from, bool on)
{
    if (d->type != CAT_DEVICE_HCALCS || !is_linked(d, from, PARTNER_ESME)) {
        return false;
    }
    d->is_closed = on;
    return true;
}

static bool give_control(const voice *v, alb_eui64 from, alb_time now)
{
    device *d = v->device;
    if (!is_linked(d, from, PARTNER_HCALCS)) {
        return false;
    }
    bool done = auxiliary_repeat(v, from, now);
    event_outcome(d, CODE_REQUEST_CONTROL, done, now);
    return done;
}

/* --- what a PPMID asks of an electricity meter (devices.md 12.1) --- */

static const cat_attribute *method_of(const cat_item *item)
{
    return cat_object_attribute(item->object, item->id, true);
}

/* Does what a supplier's command of one action does: the first item of that use case. */
static bool run_action(const voice *v, uint16_t message_code, const leaves *argument, alb_time now)
{
    const cat_use_case *use_case = cat_use_case_find(message_code);
    const cat_item *item = &use_case->command.items[0];
    gbcs_message m = {.header = {.cra = GBCS_COMMAND, .target = v->device->id, .message_code = message_code},
                      .use_case = use_case};
    cat_tree command;
    size_t taken = 0;
    cat_tree_init(&command, v->arena, 0);
    if (!leaves_fill(argument, &taken, &method_of(item)->value, &command)) {
        return false;
    }
    command.values[0].record = item;
    execution x = {.device = v->device,
                   .keys = v->keys,
                   .message = &m,
                   .arena = v->arena,
                   .now = now,
                   .received = now,
                   .command = &command,
                   .role = SMKI_ROLE_SUPPLIER};
    bool done = execution_run(&x) && x.failed == ACCESS_SUCCESS;
    for (size_t i = 0; i < x.n_events; i++) {
        alert_raise(v, x.events[i], now, NULL);
    }
    return done;
}

static bool top_up(const voice *v, alb_span token, alb_time now)
{
    leaves argument;
    leaves_init(&argument, v->arena);
    leaves_octets(&argument, token);
    bool done = run_action(v, CODE_TOP_UP, &argument, now);
    if (done) {
        alert_raise(v, EVENT_ADDED_LOCALLY, now, NULL);
    }
    return done;
}

static bool activate_credit(const voice *v, alb_time now)
{
    const cat_use_case *use_case = cat_use_case_find(CODE_EMERGENCY_CREDIT);
    leaves argument;
    leaves_init(&argument, v->arena);
    leaves_factory(&argument, method_of(&use_case->command.items[0])->value.type, 0);
    return run_action(v, CODE_EMERGENCY_CREDIT, &argument, now);
}

static bool enable_supply(device *d)
{
    bool is_armed = d->supply.state == SUPPLY_ARMED;
    device_open_supply(d);
    return is_armed && d->supply.state == SUPPLY_ENABLED;
}

/* The meter writes down what was asked of it, and whether it did it. */
static bool do_for_ppmid(const voice *v, alb_eui64 from, const device_han *asked, alb_time now)
{
    device *d = v->device;
    if (d->type != CAT_DEVICE_ESME || !is_linked(d, from, PARTNER_PPMID)) {
        return false;
    }
    uint16_t code = CODE_PPMID_ENABLE_SUPPLY;
    bool done;
    esme_catch_up(v, now);
    if (asked->kind == DEVICE_HAN_TOP_UP) {
        code = CODE_PPMID_TOP_UP;
        done = top_up(v, asked->token, now);
    } else if (asked->kind == DEVICE_HAN_EMERGENCY_CREDIT) {
        code = CODE_PPMID_EMERGENCY_CREDIT;
        done = activate_credit(v, now);
    } else {
        done = enable_supply(d);
    }
    event_outcome(d, code, done, now);
    esme_tell(v);
    return done;
}

static bool do_asked(const voice *v, alb_eui64 from, const device_han *asked)
{
    alb_time now = device_now(v->device);
    switch (asked->kind) {
    case DEVICE_HAN_SWITCH:
        return switch_hcalcs(v->device, from, asked->on);
    case DEVICE_HAN_REQUEST_CONTROL:
        return give_control(v, from, now);
    case DEVICE_HAN_TOP_UP:
    case DEVICE_HAN_EMERGENCY_CREDIT:
    case DEVICE_HAN_ENABLE_SUPPLY:
        return do_for_ppmid(v, from, asked, now);
    default:
        return false;
    }
}

bool device_han_receive(device *d, gbcs_keys *keys, alb_eui64 from, const device_han *asked,
                        const device_sink *sink)
{
    alb_arena *arena = device_has_power(d) ? alb_arena_new(ALB_ARENA_DEFAULT_LIMIT) : NULL;
    if (!arena) {
        return false;
    }
    voice v = {.device = d, .keys = keys, .sink = sink, .arena = arena};
    bool done = do_asked(&v, from, asked);
    alb_arena_free(arena);
    return done;
}

void han_wake(const voice *v)
{
    device *d = v->device;
    d->is_closed = false;
    for (uint8_t i = 0; d->type == CAT_DEVICE_HCALCS && i < d->partners.count; i++) {
        device_han asked = {.kind = DEVICE_HAN_REQUEST_CONTROL};
        bool ignored = han_ask(v, d->partners.items[i].id, &asked);
        (void)ignored; /* without its meter it stays off */
    }
}
