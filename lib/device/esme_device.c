#include "esme_device.h"

#include "esme_work.h"
#include "factory_billing.h"

#include <stdlib.h>

enum { EVENT_BILLING_LOG = 0x8f0a };

bool esme_is(const device *d)
{
    return d->type == CAT_DEVICE_ESME;
}

void esme_forget(device *d)
{
    if (d->esme) {
        esme_release(d->esme);
        free(d->esme);
        d->esme = NULL;
    }
}

void esme_pass(device *d, alb_time now)
{
    if (d->esme) {
        esme_work(d, now);
    }
}

void esme_tell(const voice *v)
{
    device *d = v->device;
    if (d->esme && d->esme->untold.count > 0) {
        event_list events = d->esme->untold;
        d->esme->untold.count = 0;
        events_tell(v, &events);
        esme_settle(d);
    }
}

/* A meter without a memory has the factory's calendar. */
static alb_time next_factory_bill(const device *d)
{
    return esme_is(d) && !d->esme ? factory_billing_next(d->billing_day, d->billed) : INT64_MAX;
}

void esme_catch_up(const voice *v, alb_time now)
{
    device *d = v->device;
    esme_pass(d, now);
    esme_tell(v);
    for (alb_time end = next_factory_bill(d); end <= now; end = next_factory_bill(d)) {
        d->billed = end;
        alert_raise(v, EVENT_BILLING_LOG, end, NULL);
    }
}

alb_time esme_next(const device *d)
{
    return d->esme ? d->esme->next : next_factory_bill(d);
}

/* --- what is set --- */

static bool concerns(const device *d, const setting_key *keys, size_t count,
                     bool (*is)(const setting_key *key))
{
    for (size_t i = 0; esme_is(d) && i < count; i++) {
        if (is(&keys[i])) {
            return true;
        }
    }
    return false;
}

/* A change of tariff or payment mode is a reason for a bill: registers and balances before it
 * (devices.md 8.3). */
void esme_before_change(device *d, const setting_key *keys, size_t count, alb_time at)
{
    if (!concerns(d, keys, count, esme_depends_on) || !esme_own(d, at)) {
        return;
    }
    esme_work(d, at);
    if (d->esme->plan && concerns(d, keys, count, esme_is_demand_window)) {
        esme_demand_pass(d, d->esme, d->esme->plan, d->esme->at);
    }
    if (concerns(d, keys, count, esme_is_tariff) || concerns(d, keys, count, esme_is_mode)) {
        esme_note_bill(d->esme, &d->esme->changed, d->esme->at);
    }
}

void esme_after_change(device *d, const setting_key *keys, size_t count)
{
    if (d->esme && concerns(d, keys, count, esme_depends_on)) {
        esme_changed(d);
    }
}
