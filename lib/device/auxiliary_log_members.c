/* Logs of auxiliary controllers and of the boost button (devices.md 4.3, 16.6). */
#include "auxiliary.h"
#include "object_model.h"
#include "range.h"

enum { EVENT_LOG_CLEARED = 0x8f52, TRUE = 0xff };

static access_result get_log(const execution *x, uint32_t at, leaves *out)
{
    const auxiliary *a = x->device->auxiliary;
    range r = range_of(x, at);
    uint64_t count = 0;
    for (size_t i = 0; a && i < a->n_log; i++) {
        count += range_holds(r, a->log[i].time);
    }
    leaves_number(out, count);
    for (size_t i = 0; a && i < a->n_log; i++) {
        if (range_holds(r, a->log[i].time)) {
            leaves_number(out, a->log[i].time);
            leaves_number(out, a->log[i].action);
            leaves_number(out, a->log[i].outcome);
            leaves_number(out, a->log[i].id);
        }
    }
    return ACCESS_SUCCESS;
}

/* The clearing itself stands in the security log, as that of the event log does. */
static access_result clear_log(execution *x, uint32_t at)
{
    (void)at;
    if (x->device->auxiliary) {
        x->device->auxiliary->n_log = 0;
    }
    event_record(x->device, EVENT_LOG_CLEARED, x->now);
    return ACCESS_SUCCESS;
}

static access_result get_boosts(const execution *x, uint32_t at, leaves *out)
{
    const auxiliary *a = x->device->auxiliary;
    range r = range_of(x, at);
    uint64_t count = 0;
    for (size_t i = 0; a && i < a->n_boosts; i++) {
        count += range_holds(r, a->boosts[i].start);
    }
    leaves_number(out, count);
    for (size_t i = 0; a && i < a->n_boosts; i++) {
        if (range_holds(r, a->boosts[i].start)) {
            leaves_number(out, a->boosts[i].start);
            leaves_number(out, a->boosts[i].end);
        }
    }
    return ACCESS_SUCCESS;
}

static access_result get_boost(const execution *x, uint32_t at, leaves *out)
{
    (void)at;
    leaves_number(out, x->device->has_boost ? TRUE : 0);
    return ACCESS_SUCCESS;
}

static const member members[] = {
    {.class_id = 1, .obis = {0, 0, 94, 44, 7, 255}, .id = 2, .get = get_boost},
    {.class_id = 7, .obis = {0, 0, 99, 98, 20, 255}, .id = 2, .get = get_boosts},
    {.class_id = 7, .obis = {0, 17, 99, 98, 2, 255}, .id = 1, .method = true, .put = clear_log},
    {.class_id = 7, .obis = {0, 17, 99, 98, 2, 255}, .id = 2, .get = get_log},
};

const member_table auxiliary_log_members = MEMBERS(members);
