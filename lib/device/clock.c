#include "clock.h"

enum { HAS_CLOCK = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_SAPC, EVENT_TOO_FAR_OFF = 0x8f0c };

alb_time device_now(const device *d)
{
    return own_clock_shows(&d->own_clock, d->id, alb_now(d->clock));
}

alb_time clock_of_hub(const device *d)
{
    return alb_now(d->clock) / 1000 * 1000;
}

bool clock_is_reliable(const device *d)
{
    return alb_now(d->clock) < own_clock_fails(&d->own_clock, d->id);
}

void clock_set(device *d)
{
    alb_time before = device_now(d);
    own_clock_set(&d->own_clock, alb_now(d->clock));
    alb_time after = device_now(d);
    if (after < before) {
        supply_set_back(&d->supply, before, after);
    }
}

alb_time clock_due(const device *d)
{
    return d->own_clock.told ? INT64_MAX : own_clock_fails(&d->own_clock, d->id);
}

void clock_tell(const voice *v)
{
    device *d = v->device;
    if (clock_due(d) <= alb_now(d->clock)) {
        d->own_clock.told = true;
        alert_raise(v, EVENT_TOO_FAR_OFF, device_now(d), NULL);
    }
}

int64_t device_clock_offset(const device *d)
{
    return d->type & HAS_CLOCK ? own_clock_offset(&d->own_clock, d->id, alb_now(d->clock)) : 0;
}

bool device_order_drift(device *d, int32_t ppm)
{
    if (!(d->type & HAS_CLOCK)) {
        return false;
    }
    own_clock_order(&d->own_clock, d->id, ppm, alb_now(d->clock));
    return true;
}
