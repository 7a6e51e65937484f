/* A device's life: made, powered, freed. */
#include "auxiliary.h"
#include "clock.h"
#include "due.h"
#include "esme_device.h"
#include "esme_work.h"
#include "factory_billing.h"
#include "gas_device.h"
#include "han.h"
#include "tamper.h"

#include "catalogue/use_case.h"
#include "catalogue/variant.h"

#include <stdlib.h>

enum { EVENT_SUPPLY_INTERRUPTED = 0x8f57, EVENT_RESTORED = 0x8f35, EVENT_RESTORED_LONG = 0x8f36 };

/* An outage of this length is a long one (SMETS 5.7.5.25; devices.md 8.11). */
#define LONG_OUTAGE ALB_MINUTES(3)

/* A fleet that starts anew without its saved state must not use a counter again: key and nonce of an alert
 * hang on it. So none lies below the milliseconds that have passed: nor does it matter to a counter when the
 * device was made, or put to sleep and awake. */
uint64_t device_next_counter(device *d)
{
    alb_time now = alb_now(d->clock);
    uint64_t passed = now > ALB_TIME_2000 ? (uint64_t)(now - ALB_TIME_2000) : 0;
    d->counter = d->counter < passed ? passed : d->counter + 1;
    return d->counter;
}

alb_status device_new(const device_options *o, device **out, alb_err *err)
{
    *out = NULL;
    bool has_keys = (o->signing && o->agreement) || o->key_pairs.find;
    if (!o->clock || !has_keys || o->mpxn.len > DEVICE_MAX_MPXN ||
        o->billing_day > FACTORY_BILLING_LAST_DAY) {
        return alb_fail(err, ALB_USAGE, NULL, 0,
                        "a device needs a clock and its two keys, and bills on the 1st to 28th");
    }
    device *d = calloc(1, sizeof *d);
    if (!d) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a device");
    }
    d->id = o->id;
    d->type = o->type;
    d->elements = o->elements;
    d->phases = o->phases;
    memcpy(d->controllers, o->controllers, sizeof d->controllers);
    d->has_boost = o->boost;
    d->clock = o->clock;
    d->own.made[OWN_SIGNING] = o->signing;
    d->own.made[OWN_AGREEMENT] = o->agreement;
    d->certificates = o->certificates;
    d->key_pairs = o->key_pairs;
    device_take_keys(d);
    anchors_init(&d->anchors, o);
    if (o->mpxn.len > 0) {
        memcpy(d->mpxn, o->mpxn.ptr, o->mpxn.len);
    }
    d->mpxn_len = o->mpxn.len;
    d->billing_day = o->billing_day;
    d->billed = o->billed_until;
    d->outage_since = ALB_TIME_NONE;
    phases_init(d);
    if (d->type == CAT_DEVICE_CHF) {
        d->han = calloc(1, sizeof *d->han);
        if (!d->han) {
            free(d);
            return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a device log");
        }
        d->han->network = d->id;
        d->han->open_until = ALB_TIME_NONE;
    }
    firmware_init(&d->firmware);
    device_premises premises = o->premises;
    premises.meter = d->type == CAT_DEVICE_GPF ? o->meter : o->id;
    supply_init(&d->supply, &premises, gas_is(d), device_now(d));
    *out = d;
    return ALB_OK;
}

const crypto_key *device_key(device *d, int pair)
{
    static const smki_usage usages[OWN_PAIRS] = {
        [OWN_SIGNING] = SMKI_USAGE_DIGITAL_SIGNATURE, [OWN_AGREEMENT] = SMKI_USAGE_KEY_AGREEMENT};
    const crypto_key **in_force = pair == OWN_SIGNING ? &d->signing : &d->agreement;
    if (!*in_force && d->key_pairs.find) {
        *in_force = d->own.made[pair] = d->key_pairs.find(d->key_pairs.ctx, usages[pair]);
    }
    return *in_force;
}

alb_status device_secret(device *d, gbcs_keys *keys, const smki_certificate *peer, crypto_secret *out,
                         alb_err *err)
{
    const crypto_key *own = device_key(d, OWN_AGREEMENT);
    if (!own) {
        return alb_fail(err, ALB_NO_KEY, "GBCS 6.2", 0, "the device has no key agreement key");
    }
    return gbcs_pair_secret(keys, own, smki_certificate_public(peer), out, err);
}

void device_take_keys(device *d)
{
    d->signing = own_key(&d->own, OWN_SIGNING);
    d->agreement = own_key(&d->own, OWN_AGREEMENT);
}

void device_release(device *d)
{
    anchors_release(&d->anchors);
    own_credentials_release(&d->own);
    deferrals_release(&d->deferrals);
    partners_release(&d->partners);
    faults_release(&d->faults);
    supply_release(&d->supply);
    settings_release(&d->settings);
    pendings_release(&d->pendings);
    event_log_release(&d->events);
    event_log_release(&d->security);
    event_log_release(&d->power);
    event_log_release(&d->meter_events);
    event_log_release(&d->meter_security);
    gas_forget(d);
    free(d->auxiliary);
    d->auxiliary = NULL;
    esme_forget(d);
    free(d->han);
    d->han = NULL;
}

void device_free(device *d)
{
    if (!d) {
        return;
    }
    device_release(d);
    free(d);
}

alb_eui64 device_id(const device *d)
{
    return d->id;
}

uint16_t device_type(const device *d)
{
    return d->type;
}

/* A SAPC is there for its controllers alone. */
uint8_t device_variants(const device *d)
{
    unsigned has = d->type == CAT_DEVICE_SAPC ? CAT_VARIANT_CONTROLLERS | CAT_VARIANT_PROPORTIONAL : 0U;
    has |= d->elements > 1 ? CAT_VARIANT_TWIN_ELEMENT : 0U;
    has |= d->phases > 1 ? CAT_VARIANT_POLYPHASE : 0U;
    has |= d->has_boost ? CAT_VARIANT_BOOST : 0U;
    for (size_t i = 0; i < DEVICE_CONTROLLERS; i++) {
        has |= d->controllers[i] != DEVICE_CONTROLLER_NONE ? CAT_VARIANT_CONTROLLERS : 0U;
        has |= d->controllers[i] == DEVICE_CONTROLLER_PROPORTIONAL ? CAT_VARIANT_PROPORTIONAL : 0U;
    }
    return (uint8_t)has;
}

/* Interruption and restoration, which an electricity meter tells by an ECS80 alert (devices.md 8.11). */
static void tell_restoration(const voice *v, alb_time from, alb_time to)
{
    if (v->device->type != CAT_DEVICE_ESME) {
        return;
    }
    leaves times;
    leaves_init(&times, v->arena);
    leaves_date_time(&times, from);
    leaves_date_time(&times, to);
    alert_raise(v, to - from < LONG_OUTAGE ? EVENT_RESTORED : EVENT_RESTORED_LONG, to, &times);
}

static void raise_in_own_arena(device *d, gbcs_keys *keys, const device_sink *sink,
                               void (*raise)(const voice *v, alb_time from, alb_time to), alb_time from,
                               alb_time to)
{
    alb_arena *arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    if (arena) {
        voice v = {.device = d, .keys = keys, .sink = sink, .arena = arena};
        raise(&v, from, to);
        alb_arena_free(arena);
    }
}

static void activate_due(const voice *v, alb_time from, alb_time to)
{
    (void)from;
    activate_due_commands(v, to);
}

/* By the hub's clock, which is the caller's. */
static alb_time next_due(const device *d)
{
    alb_time commands = own_clock_hub(&d->own_clock, d->id, commands_due(d));
    alb_time comparison = clock_due(d);
    return comparison < commands ? comparison : commands;
}

/* Consumption, registers and profiles follow from the clock alone: only commands that wait need to be called.
 * Without power they wait on (devices.md 2.7). */
alb_time device_tick(device *d, gbcs_keys *keys, const device_sink *sink)
{
    alb_time now = device_now(d);
    if (d->outage_since != ALB_TIME_NONE) {
        return INT64_MAX;
    }
    if (commands_due(d) <= now || clock_due(d) <= alb_now(d->clock)) {
        raise_in_own_arena(d, keys, sink, activate_due, now, now);
    }
    return next_due(d);
}

static void resume(const voice *v, alb_time from, alb_time to)
{
    tell_restoration(v, from, to);
    activate_due_commands(v, to);
    han_wake(v);
    tamper_look(v);
}

void device_power_lost(device *d, alb_time since)
{
    alb_time at = own_clock_shows(&d->own_clock, d->id, since);
    if (d->outage_since == ALB_TIME_NONE) {
        esme_pass(d, at); /* as it was until then */
        d->outage_since = at;
        supply_mains(&d->supply, false, at);
    }
}

static void power_back(device *d, gbcs_keys *keys, const device_sink *sink)
{
    alb_time now = device_now(d);
    alb_time since = d->outage_since;
    if (since == ALB_TIME_NONE) {
        return;
    }
    esme_pass(d, now); /* as it was until now */
    d->outage_since = ALB_TIME_NONE;
    supply_mains(&d->supply, true, now);
    auxiliary_skip(d, now);
    event_record(d, EVENT_SUPPLY_INTERRUPTED, since);
    raise_in_own_arena(d, keys, sink, resume, since, now);
}

void device_power(device *d, gbcs_keys *keys, bool on, const device_sink *sink)
{
    if (on) {
        power_back(d, keys, sink);
    } else {
        device_power_lost(d, alb_now(d->clock));
    }
}

bool device_has_power(const device *d)
{
    return d->outage_since == ALB_TIME_NONE;
}

bool device_open_supply(device *d)
{
    alb_time now = device_now(d);
    bool armed;
    esme_pass(d, now);
    bool may = d->supply.state == SUPPLY_ARMED;
    bool opened = may && supply_run(&d->supply, SUPPLY_SCRIPT_ENABLE, device_has_power(d), now, &armed);
    if (d->esme) {
        esme_look(d);
    }
    return opened && d->supply.state == SUPPLY_ENABLED;
}
