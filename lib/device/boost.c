/* The boost button, and what can be seen of a controller (SMETS2 5.26; devices.md 8.15). */
#include "auxiliary.h"

#include "catalogue/use_case.h"

bool device_boost(device *d, gbcs_keys *keys, unsigned minutes, const device_sink *sink)
{
    enum { MOST_MINUTES = 60, STEP = 15, EVENT_DONE = 0x8161, EVENT_NOT_DONE = 0x8162, COMMAND_BOOST = 4 };
    alb_time now = device_now(d);
    auxiliary *a = d->has_boost && auxiliary_is(d) && device_has_power(d) ? auxiliary_of(d) : NULL;
    bool may = a && minutes % STEP == 0 && minutes <= MOST_MINUTES &&
               (minutes > 0 || a->boost_from != ALB_TIME_NONE);
    if (may) {
        a->boost_from = a->boost_from == ALB_TIME_NONE ? now : a->boost_from;
        alb_time most = a->boost_from + ALB_MINUTES(MOST_MINUTES);
        alb_time until = minutes == 0 ? now : now + ALB_MINUTES((alb_time)minutes);
        a->boost_until = until < most ? until : most;
    }
    if (device_has_power(d)) {
        event_record_with(d, may ? EVENT_DONE : EVENT_NOT_DONE, COMMAND_BOOST, now);
    }
    alb_arena *arena = may ? alb_arena_new(ALB_ARENA_DEFAULT_LIMIT) : NULL;
    if (arena) {
        auxiliary_work(&(voice){.device = d, .keys = keys, .sink = sink, .arena = arena}, now);
        alb_arena_free(arena);
    }
    return may;
}

uint8_t device_output(const device *d, unsigned controller)
{
    if (d->type == CAT_DEVICE_HCALCS) {
        return controller == 1 && d->is_closed ? 100 : 0;
    }
    return d->auxiliary && controller >= 1 && controller <= DEVICE_CONTROLLERS && device_has_power(d)
               ? d->auxiliary->controllers[controller - 1].directions[AUXILIARY_OUTPUT].level
               : 0;
}
