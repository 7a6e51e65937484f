#include "due.h"

#include "auxiliary.h"
#include "body.h"
#include "clock.h"
#include "esme_device.h"
#include "gas_device.h"
#include "stored.h"

void activate_due_commands(const voice *v, alb_time now)
{
    clock_tell(v);
    stored_activate_due(v, now);
    body_activate_due(v, now);
    faults_send_due(&v->device->faults, v->device->id, now, v->sink);
    esme_catch_up(v, now);
    gas_catch_up(v, now);
    auxiliary_work(v, now);
}

alb_time commands_due(const device *d)
{
    alb_time values = pendings_due(&d->pendings);
    alb_time whole = deferrals_due(&d->deferrals);
    alb_time held = faults_due(&d->faults);
    alb_time gas = gas_next(d);
    alb_time controllers = auxiliary_due(d);
    alb_time due = values < whole ? values : whole;
    alb_time electricity = esme_next(d);
    due = due < held ? due : held;
    due = due < controllers ? due : controllers;
    due = due < electricity ? due : electricity;
    return due < gas ? due : gas;
}
