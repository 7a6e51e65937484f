/* Who is told of what auxiliary controllers do (devices.md 12.6). */
#include "auxiliary.h"

enum { EVENT_LIMIT_PROCESSED = 0x8f86, EVENT_LIMIT_ENDED = 0x8f87, EVENT_STATE_CHANGED = 0x8f88 };

void auxiliary_tell_state(const voice *v, unsigned place, alb_time t)
{
    leaves body;
    leaves_init(&body, v->arena);
    leaves_octets(&body, auxiliary_state_text(v->device, place, v->arena));
    alert_raise(v, EVENT_STATE_CHANGED, t, &body);
}

/* Direction and number: four bits each. */
static void put_controller(unsigned place, auxiliary_direction direction, leaves *out)
{
    leaves_number(out, ((unsigned)direction + 1) << 4 | (place + 1));
}

void auxiliary_tell_limit_ended(const voice *v, unsigned place, auxiliary_direction direction, uint8_t level,
                                alb_time t)
{
    leaves body;
    leaves_init(&body, v->arena);
    put_controller(place, direction, &body);
    leaves_number(&body, level);
    alert_raise(v, EVENT_LIMIT_ENDED, t, &body);
}

void auxiliary_tell_limit(const voice *v, unsigned place, auxiliary_direction direction,
                          const auxiliary_order *limit, alb_time t)
{
    static const uint8_t never[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x80, 0, 0xff};
    leaves body;
    leaves_init(&body, v->arena);
    put_controller(place, direction, &body);
    leaves_date_time(&body, limit->from);
    if (limit->to == INT64_MAX) {
        leaves_octets(&body, ALB_SPAN_OF(never));
    } else {
        leaves_date_time(&body, limit->to);
    }
    leaves_number(&body, limit->level);
    alert_raise(v, EVENT_LIMIT_PROCESSED, t, &body);
}
