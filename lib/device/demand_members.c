/* Maximum demand as objects (devices.md 4.2, 8.7). */
#include "esme_work.h"
#include "object_model.h"

/* As the half hours up to now have it. A meter that nobody changed has no window and keeps nothing of it. */
static esme_demand demand_of(const execution *x, esme_demand_kind kind)
{
    device *d = x->device;
    if (d->esme) {
        esme_plan *p = esme_plan_of(d);
        if (p) {
            esme_demand_pass(d, d->esme, p, x->now);
        }
        return d->esme->demand[kind];
    }
    esme *e = alb_arena_alloc(x->arena, sizeof *e);
    if (!e) {
        return (esme_demand){.watts = 0};
    }
    esme_demand_init(e, x->now);
    if (kind != ESME_DEMAND_CONFIGURABLE) {
        esme_demand_pass(d, e, NULL, x->now);
    }
    return e->demand[kind];
}

/* When it was reset last takes no looking at half hours. */
static uint32_t reset_of(const execution *x, esme_demand_kind kind)
{
    const esme *e = x->device->esme;
    return e ? e->demand[kind].reset : alb_time_to_2000(esme_demand_start(x->now));
}

/* Not specified where there was none. */
static void say_time(uint32_t time, leaves *out)
{
    static const uint8_t never[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x80, 0, 0xff};
    if (time == 0) {
        leaves_octets(out, ALB_SPAN_OF(never));
    } else {
        leaves_date_time(out, alb_time_from_2000(time));
    }
}

static access_result reset(execution *x, esme_demand_kind kind)
{
    device *d = x->device;
    if (!esme_own(d, x->now) || !esme_plan_of(d)) {
        return ACCESS_HARDWARE_FAULT;
    }
    esme_demand_pass(d, d->esme, d->esme->plan, x->now);
    d->esme->demand[kind] = (esme_demand){.reset = alb_time_to_2000(x->now)};
    return ACCESS_SUCCESS;
}

#define DEMAND(name, kind)                                                                                   \
    static access_result get_##name(const execution *x, uint32_t at, leaves *out)                            \
    {                                                                                                        \
        (void)at;                                                                                            \
        leaves_number(out, demand_of(x, (kind)).watts);                                                      \
        return ACCESS_SUCCESS;                                                                               \
    }                                                                                                        \
    static access_result get_##name##_time(const execution *x, uint32_t at, leaves *out)                     \
    {                                                                                                        \
        (void)at;                                                                                            \
        say_time(demand_of(x, (kind)).time, out);                                                            \
        return ACCESS_SUCCESS;                                                                               \
    }                                                                                                        \
    static access_result get_##name##_reset(const execution *x, uint32_t at, leaves *out)                    \
    {                                                                                                        \
        (void)at;                                                                                            \
        say_time(reset_of(x, (kind)), out);                                                                  \
        return ACCESS_SUCCESS;                                                                               \
    }                                                                                                        \
    static access_result reset_##name(execution *x, uint32_t at)                                             \
    {                                                                                                        \
        (void)at;                                                                                            \
        return reset(x, (kind));                                                                             \
    }

DEMAND(import, ESME_DEMAND_IMPORT)
DEMAND(configurable, ESME_DEMAND_CONFIGURABLE)
DEMAND(export, ESME_DEMAND_EXPORT)

static const member members[] = {
    {.class_id = 1, .obis = {0, 0, 94, 44, 5, 0}, .id = 2, .get = get_configurable_reset},
    {.class_id = 1, .obis = {0, 0, 94, 44, 5, 1}, .id = 2, .get = get_import_reset},
    {.class_id = 1, .obis = {0, 0, 94, 44, 5, 2}, .id = 2, .get = get_export_reset},
    {.class_id = 4, .obis = {1, 0, 1, 6, 0, 255}, .id = 2, .get = get_import},
    {.class_id = 4, .obis = {1, 0, 1, 6, 0, 255}, .id = 5, .get = get_import_time},
    {.class_id = 4, .obis = {1, 0, 1, 6, 0, 255}, .id = 1, .method = true, .put = reset_import},
    {.class_id = 4, .obis = {1, 0, 1, 6, 1, 255}, .id = 2, .get = get_configurable},
    {.class_id = 4, .obis = {1, 0, 1, 6, 1, 255}, .id = 5, .get = get_configurable_time},
    {.class_id = 4, .obis = {1, 0, 1, 6, 1, 255}, .id = 1, .method = true, .put = reset_configurable},
    {.class_id = 4, .obis = {1, 0, 2, 6, 0, 255}, .id = 2, .get = get_export},
    {.class_id = 4, .obis = {1, 0, 2, 6, 0, 255}, .id = 5, .get = get_export_time},
    {.class_id = 4, .obis = {1, 0, 2, 6, 0, 255}, .id = 1, .method = true, .put = reset_export},
};

const member_table demand_members = MEMBERS(members);
