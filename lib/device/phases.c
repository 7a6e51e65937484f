/* Phases of a polyphase meter that are lost, and come back, one by one (SMETS2 5.17; devices.md 8.11). The
 * meter runs as long as one is there. */
#include "voice.h"

enum { FIRST_INTERRUPTED = 0x8f58, FIRST_RESTORED = 0x8f37 };

#define LONG_OUTAGE ALB_MINUTES(3)

void phases_init(device *d)
{
    for (size_t i = 0; i < DEVICE_PHASES; i++) {
        d->phase_lost[i] = ALB_TIME_NONE;
    }
}

static bool is_last(const device *d, unsigned phase)
{
    for (unsigned i = 0; i < DEVICE_PHASES; i++) {
        if (i != phase && d->phase_lost[i] == ALB_TIME_NONE) {
            return false;
        }
    }
    return true;
}

/* Interruption and restoration, in the log and by an ECS80 alert as for all phases at once. */
static void tell(const voice *v, unsigned phase, alb_time from, alb_time to)
{
    leaves times;
    leaves_init(&times, v->arena);
    leaves_date_time(&times, from);
    leaves_date_time(&times, to);
    event_record(v->device, (uint16_t)(FIRST_INTERRUPTED + phase), from);
    alert_raise(v, (uint16_t)(FIRST_RESTORED + 2 * phase + (to - from < LONG_OUTAGE ? 0U : 1U)), to, &times);
}

void device_phase_power(device *d, gbcs_keys *keys, unsigned phase, bool on, const device_sink *sink)
{
    alb_time now = device_now(d);
    if (d->phases != DEVICE_PHASES || phase < 1 || phase > DEVICE_PHASES || !device_has_power(d)) {
        return;
    }
    phase--;
    alb_time since = d->phase_lost[phase];
    if (on == (since == ALB_TIME_NONE)) {
        return;
    }
    if (!on && is_last(d, phase)) {
        phases_init(d); /* all come back together, with the mains */
        device_power(d, keys, false, sink);
        return;
    }
    d->phase_lost[phase] = on ? ALB_TIME_NONE : now;
    alb_arena *arena = on ? alb_arena_new(ALB_ARENA_DEFAULT_LIMIT) : NULL;
    if (arena) {
        tell(&(voice){.device = d, .keys = keys, .sink = sink, .arena = arena}, phase, since, now);
        alb_arena_free(arena);
    }
}
