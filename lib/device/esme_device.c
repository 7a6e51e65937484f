#include "esme_device.h"

#include "esme_work.h"

#include <stdlib.h>

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

void esme_catch_up(const voice *v, alb_time now)
{
    esme_pass(v->device, now);
    esme_tell(v);
}

alb_time esme_next(const device *d)
{
    return d->esme ? d->esme->next : INT64_MAX;
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
