/* Objects of the load switch (devices.md 4.2, 4.4, 8.8). */
#include "esme_work.h"
#include "object_model.h"

enum { EVENT_SUPPLY_ARMED = 0x8f32 };

static access_result get_state(const execution *x, uint32_t at, leaves *out)
{
    (void)at;
    leaves_number(out, x->device->supply.state);
    return ACCESS_SUCCESS;
}

static access_result run_script(execution *x, uint32_t at)
{
    device *d = x->device;
    bool armed;
    uint16_t script = (uint16_t)x->command->values[at].number.u;
    bool mains = d->outage_since == ALB_TIME_NONE;
    if (!supply_run(&d->supply, script, mains, x->now, &armed)) {
        return ACCESS_OTHER_REASON;
    }
    if (armed) {
        execution_event(x, EVENT_SUPPLY_ARMED);
    }
    /* What the supplier does is a reason of its own; without credit it does not last (devices.md 8.8). */
    if (d->esme) {
        d->esme->account.closed_for_credit = false;
        esme_look(d);
    }
    return ACCESS_SUCCESS;
}

static const member members[] = {
    {.class_id = 9, .obis = {0, 0, 10, 0, 106, 255}, .id = 1, .method = true, .put = run_script},
    {.class_id = 70, .obis = {0, 0, 96, 3, 10, 255}, .id = 3, .get = get_state},
};

const member_table supply_members = MEMBERS(members);
