#include "gas_device.h"

#include "factory_billing.h"
#include "gas_pending.h"
#include "gas_work.h"

#include <stdlib.h>

#define HALF_HOUR ALB_MINUTES(30)

enum { EVENT_BILLING_LOG = 0x8f0a };

bool gas_is(const device *d)
{
    return (d->type & (CAT_DEVICE_GSME | CAT_DEVICE_GPF)) != 0;
}

void gas_forget(device *d)
{
    if (d->gas) {
        gas_release(d->gas);
        free(d->gas);
        d->gas = NULL;
    }
}

alb_time gas_view_time(const device *d, alb_time now)
{
    return d->type == CAT_DEVICE_GPF ? now - now % HALF_HOUR : now;
}

/* A meter without a memory has the factory's calendar. */
static alb_time next_factory_bill(const device *d)
{
    return d->type == CAT_DEVICE_GSME && !d->gas ? factory_billing_next(d->billing_day, d->billed)
                                                 : INT64_MAX;
}

void gas_catch_up(const voice *v, alb_time now)
{
    device *d = v->device;
    event_list events = {.count = 0};
    for (alb_time end = next_factory_bill(d); end <= now; end = next_factory_bill(d)) {
        d->billed = end;
        alert_raise(v, EVENT_BILLING_LOG, end, NULL);
    }
    if (!d->gas) {
        return;
    }
    /* The proxy's copy goes the way of its meter, which tells what comes of it. */
    if (d->type == CAT_DEVICE_GPF) {
        gas_work(d, gas_view_time(d, now), &events);
        return;
    }
    gas_pending_run(v, now);
    gas_work(d, now, &events);
    events_tell(v, &events);
}

alb_time gas_next(const device *d)
{
    return d->gas && d->type == CAT_DEVICE_GSME ? gas_due(d->gas) : next_factory_bill(d);
}

bool gas_locks_on_tamper(const device *d)
{
    enum { LOCKED = 0 };
    return d->gas && d->type == CAT_DEVICE_GSME && d->gas->tamper_state == LOCKED;
}

/* --- the mirror --- */

static void copy_log(const event_log *from, event_log *to)
{
    event_log_release(to);
    for (size_t i = 0; i < from->count; i++) {
        event_log_add(to, *event_log_at(from, i));
    }
}

static bool copy_supply(const supply *from, supply *to)
{
    supply copy = *from;
    copy.past = NULL;
    if (from->n_past > 0) {
        copy.past = malloc(from->n_past * sizeof *copy.past);
        if (!copy.past) {
            return false;
        }
        memcpy(copy.past, from->past, from->n_past * sizeof *copy.past);
    }
    supply_release(to);
    *to = copy;
    return true;
}

static void copy_memory(gas *to, const gas *from)
{
    uint32_t tenancy = to->tenancy;
    *to = *from;
    to->tenancy = tenancy;
    memset(to->pending, 0, sizeof to->pending); /* what waits, waits in the meter */
    to->n_pending = 0;
}

/* Without memory for it the proxy goes on with what it knows, as one that missed a report. */
void device_mirror(device *proxy, const device *meter)
{
    memcpy(proxy->firmware.version, meter->firmware.version, sizeof proxy->firmware.version);
    bool copied = copy_supply(&meter->supply, &proxy->supply);
    gas *g = copied && meter->gas ? gas_own(proxy, device_now(meter)) : NULL;
    if (g) {
        copy_memory(g, meter->gas);
    }
    copy_log(&meter->events, &proxy->meter_events);
    copy_log(&meter->security, &proxy->meter_security);
}
