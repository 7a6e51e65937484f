/* What a consumer does at a meter, and the network to it (devices.md 9.5, 9.7; 8.10). */
#include "esme_device.h"
#include "esme_work.h"
#include "gas_device.h"
#include "gas_money.h"
#include "token.h"
#include "voice.h"

enum {
    EVENT_USER_DONE = 0x8161,
    EVENT_USER_NOT_DONE = 0x8162,
    USER_EMERGENCY_CREDIT = 2, /* numbers of commands at the meter: not in our sources */
    USER_TOKEN = 3
};

/* The account of a meter that somebody stands at, worked out up to now; false: there is none. */
static bool account_at(const voice *v, alb_time now, event_list *events, accounting *out)
{
    device *d = v->device;
    if (esme_is(d) && esme_own(d, now) && esme_plan_of(d)) {
        esme_catch_up(v, now);
        *out = esme_accounting(d);
        return true;
    }
    if (d->type == CAT_DEVICE_GSME) {
        gas_catch_up(v, now); /* what has ended is told before there is a memory that counts it as told */
    }
    if (d->type == CAT_DEVICE_GSME && gas_own(d, now)) {
        *out = gas_accounting(d, now, events);
        return true;
    }
    return false;
}

static void finish(const voice *v, uint16_t command, bool done, alb_time now, const event_list *events)
{
    event_log_add(&v->device->events, (event_entry){.time = alb_time_to_2000(now),
                                                    .code = done ? EVENT_USER_DONE : EVENT_USER_NOT_DONE,
                                                    .has_information = true,
                                                    .information = command});
    events_tell(v, events);
    esme_tell(v);
}

static bool type_token(const voice *v, alb_span digits, const accounting *a, alb_time now)
{
    device *d = v->device;
    int32_t amount;
    if (!token_may_type(a->account, now, a->events)) {
        return false;
    }
    bool taken = gas_is(d) ? gas_enter_token(d, v->keys, digits, 0, now, a->events, &amount)
                           : token_enter(d, v->keys, a, digits, 0, &amount);
    token_typed(a->account, taken, now, a->events);
    return taken;
}

typedef struct wish {
    bool token; /* else emergency credit */
    alb_span digits;
} wish;

static bool grant(const voice *v, const wish *w)
{
    alb_time now = device_now(v->device);
    event_list events = {.count = 0};
    accounting a;
    if (!account_at(v, now, &events, &a)) {
        return false;
    }
    bool done = w->token ? type_token(v, w->digits, &a, now) : account_select_emergency(&a);
    finish(v, w->token ? USER_TOKEN : USER_EMERGENCY_CREDIT, done, now, &events);
    return done;
}

static bool ask(device *d, gbcs_keys *keys, const wish *w, const device_sink *sink)
{
    alb_arena *arena = device_has_power(d) || gas_is(d) ? alb_arena_new(ALB_ARENA_DEFAULT_LIMIT) : NULL;
    if (!arena) {
        return false;
    }
    voice v = {.device = d, .keys = keys, .sink = sink, .arena = arena};
    bool done = grant(&v, w);
    alb_arena_free(arena);
    return done;
}

bool device_enter_token(device *d, gbcs_keys *keys, alb_span digits, const device_sink *sink)
{
    wish w = {.token = true, .digits = digits};
    return ask(d, keys, &w, sink);
}

bool device_activate_emergency_credit(device *d, gbcs_keys *keys, const device_sink *sink)
{
    wish w = {.token = false};
    return ask(d, keys, &w, sink);
}

bool device_add_load(device *d, uint32_t watts, alb_time duration)
{
    enum { MOST_WATTS = 100000 };
    alb_time now = device_now(d);
    if (!esme_is(d) || watts > MOST_WATTS || duration <= 0 || duration > ALB_DAYS(31)) {
        return false;
    }
    esme_pass(d, now);
    extra_load more = {
        .from = now, .to = now + duration, .energy = (uint64_t)watts * (uint64_t)duration / ALB_HOURS(1)};
    bool added = supply_add_load(&d->supply, &more, now);
    if (added && d->esme) {
        esme_look(d);
    }
    return added;
}

void device_disturb_voltage(device *d, uint8_t phase, int16_t volts, alb_time duration)
{
    enum { MILLIVOLTS = 1000 };
    alb_time now = device_now(d);
    if (!esme_is(d) || phase > VOLTAGE_PHASES || duration <= 0 || !esme_own(d, now)) {
        return;
    }
    esme_pass(d, now);
    voltage_disturbance v = {.from = now,
                             .to = now + duration,
                             .phase = phase == 0 ? VOLTAGE_PHASES : (uint8_t)(phase - 1),
                             .millivolts = volts * MILLIVOLTS};
    voltage_disturb(&d->esme->voltage, &v);
    esme_look(d);
}
