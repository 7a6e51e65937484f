#include "han.h"

#include "auxiliary.h"
#include "partners.h"

enum { CODE_REQUEST_CONTROL = 0x0119 };

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
