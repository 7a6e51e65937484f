/* Counters of the load limit and of voltage, and the voltage's profile, as objects
 * (devices.md 4.2, 8.9, 8.10).
 */
#include "esme_device.h"
#include "esme_work.h"
#include "object_model.h"
#include "range.h"
#include "stored.h"

enum { EVENT_INTERRUPTED = 0x8f57, EVENT_RESTORED = 0x8f35, EVENT_RESTORED_LONG = 0x8f36 };

static access_result get_limit_counter(const execution *x, uint32_t at, leaves *out)
{
    (void)at;
    leaves_number(out, x->device->esme ? x->device->esme->limit.counter : 0);
    return ACCESS_SUCCESS;
}

static access_result reset_limit_counter(execution *x, uint32_t at)
{
    (void)at;
    if (x->device->esme) {
        x->device->esme->limit.counter = 0;
    }
    return ACCESS_SUCCESS;
}

/* --- average voltage --- */

static const uint8_t groups[VOLTAGE_PHASES] = {32, 52, 72};

static setting_key period_key(int phase)
{
    return (setting_key){.class_id = 7, .obis = {1, 0, groups[phase], 24, 0, 255}, .id = 4};
}

static uint32_t period_of(const execution *x, int phase)
{
    setting_key key = period_key(phase);
    leaves l;
    leaves_init(&l, x->arena);
    return stored_value(x->device, &key, &l) && l.count > 0 ? (uint32_t)l.items[0].number : 0;
}

static access_result get_period(const execution *x, int phase, leaves *out)
{
    leaves_number(out, period_of(x, phase));
    return ACCESS_SUCCESS;
}

/* With another period the log begins anew, as COSEM has it for profiles. */
static access_result set_period(execution *x, uint32_t at, int phase)
{
    device *d = x->device;
    setting_key key = period_key(phase);
    leaves value;
    leaves_init(&value, x->arena);
    leaves_collect(&value, x->command, at);
    esme_before_change(d, &key, 1, x->now);
    if (!d->esme || !settings_put(&d->settings, &key, &value)) {
        return ACCESS_HARDWARE_FAULT;
    }
    d->esme->voltage.log_since[phase] = alb_time_to_2000(x->now);
    esme_after_change(d, &key, 1);
    return ACCESS_SUCCESS;
}

/* Was the network there from one time to another, as far as the power event log tells? */
static bool was_powered(const device *d, uint32_t from, uint32_t to)
{
    uint32_t lost = 0;
    for (size_t i = 0; i < d->power.count; i++) {
        const event_entry *e = event_log_at(&d->power, i);
        if (e->code == EVENT_INTERRUPTED) {
            lost = e->time;
        } else if ((e->code == EVENT_RESTORED || e->code == EVENT_RESTORED_LONG) && lost < to &&
                   from < e->time) {
            return false;
        }
    }
    return true;
}

/* Worked out when it is asked for; what an outage touched is left out. */
static access_result get_profile(const execution *x, uint32_t at, int phase, leaves *out)
{
    static const voltage undisturbed;
    const device *d = x->device;
    const voltage *v = d->esme ? &d->esme->voltage : &undisturbed;
    range r = range_of(x, at);
    uint32_t period = period_of(x, phase);
    uint32_t now = alb_time_to_2000(x->now);
    size_t where = out->count;
    leaves_number(out, 0); /* how many: known in the end */
    if (period == 0 || out->failed) {
        return out->failed ? ACCESS_HARDWARE_FAULT : ACCESS_SUCCESS;
    }
    uint32_t newest = now - now % period;
    for (uint32_t n = VOLTAGE_LOG; n > 0; n--) {
        uint64_t before = (uint64_t)(n - 1) * period;
        uint32_t end = before < newest ? newest - (uint32_t)before : 0;
        if (end < period || end - period < v->log_since[phase] || !range_holds(r, end) ||
            !was_powered(d, end - period, end)) {
            continue;
        }
        leaves_number(out, end);
        leaves_number(out, voltage_mean(v, &d->supply.premises, (uint8_t)phase,
                                        alb_time_from_2000(end - period), alb_time_from_2000(end)));
        if (!out->failed) {
            out->items[where].number++;
        }
    }
    return ACCESS_SUCCESS;
}

static void say_counter(const execution *x, bool over, int phase, leaves *out)
{
    const esme *e = x->device->esme;
    const uint32_t *counters = e ? (over ? e->voltage.over : e->voltage.under) : NULL;
    leaves_number(out, counters ? counters[phase] : 0);
}

static void reset_counter(execution *x, bool over, int phase)
{
    esme *e = x->device->esme;
    if (e && over) {
        e->voltage.over[phase] = 0;
    } else if (e) {
        e->voltage.under[phase] = 0;
    }
}

#define PHASE(n)                                                                                             \
    static access_result get_under_##n(const execution *x, uint32_t at, leaves *out)                         \
    {                                                                                                        \
        (void)at;                                                                                            \
        say_counter(x, false, (n)-1, out);                                                                   \
        return ACCESS_SUCCESS;                                                                               \
    }                                                                                                        \
    static access_result get_over_##n(const execution *x, uint32_t at, leaves *out)                          \
    {                                                                                                        \
        (void)at;                                                                                            \
        say_counter(x, true, (n)-1, out);                                                                    \
        return ACCESS_SUCCESS;                                                                               \
    }                                                                                                        \
    static access_result reset_under_##n(execution *x, uint32_t at)                                          \
    {                                                                                                        \
        (void)at;                                                                                            \
        reset_counter(x, false, (n)-1);                                                                      \
        return ACCESS_SUCCESS;                                                                               \
    }                                                                                                        \
    static access_result reset_over_##n(execution *x, uint32_t at)                                           \
    {                                                                                                        \
        (void)at;                                                                                            \
        reset_counter(x, true, (n)-1);                                                                       \
        return ACCESS_SUCCESS;                                                                               \
    }                                                                                                        \
    static access_result get_profile_##n(const execution *x, uint32_t at, leaves *out)                       \
    {                                                                                                        \
        return get_profile(x, at, (n)-1, out);                                                               \
    }                                                                                                        \
    static access_result get_period_##n(const execution *x, uint32_t at, leaves *out)                        \
    {                                                                                                        \
        (void)at;                                                                                            \
        return get_period(x, (n)-1, out);                                                                    \
    }                                                                                                        \
    static access_result set_period_##n(execution *x, uint32_t at)                                           \
    {                                                                                                        \
        return set_period(x, at, (n)-1);                                                                     \
    }

PHASE(1)
PHASE(2)
PHASE(3)

#define PHASE_MEMBERS(n, group)                                                                              \
    {.class_id = 3, .obis = {1, 0, (group), 32, 0, 4}, .id = 2, .get = get_under_##n},                       \
        {.class_id = 3, .obis = {1, 0, (group), 32, 0, 4}, .id = 1, .method = true, .put = reset_under_##n}, \
        {.class_id = 3, .obis = {1, 0, (group), 36, 0, 4}, .id = 2, .get = get_over_##n},                    \
        {.class_id = 3, .obis = {1, 0, (group), 36, 0, 4}, .id = 1, .method = true, .put = reset_over_##n},  \
        {.class_id = 7, .obis = {1, 0, (group), 24, 0, 255}, .id = 2, .get = get_profile_##n},               \
    {                                                                                                        \
        .class_id = 7, .obis = {1, 0, (group), 24, 0, 255}, .id = 4, .get = get_period_##n,                  \
        .put = set_period_##n                                                                                \
    }

static const member members[] = {
    {.class_id = 3, .obis = {0, 0, 94, 44, 42, 255}, .id = 2, .get = get_limit_counter},
    {.class_id = 3, .obis = {0, 0, 94, 44, 42, 255}, .id = 1, .method = true, .put = reset_limit_counter},
    PHASE_MEMBERS(1, 32),
    PHASE_MEMBERS(2, 52),
    PHASE_MEMBERS(3, 72),
};

const member_table limit_members = MEMBERS(members);
