/* Maximum demand as objects (devices.md 4.2, 8.7). */
#include "esme_work.h"
#include "object_model.h"

/* As the meter has it, or would have it had anybody changed it. */
static esme_demand demand_of(const execution *x, esme_demand_kind kind)
{
    if (x->device->esme) {
        return x->device->esme->demand[kind];
    }
    esme *e = alb_arena_alloc(x->arena, sizeof *e);
    if (!e) {
        return (esme_demand){.watts = 0};
    }
    esme_demand_init(x->device, e, x->now);
    return e->demand[kind];
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
    if (!esme_own(x->device, x->now)) {
        return ACCESS_HARDWARE_FAULT;
    }
    x->device->esme->demand[kind] = (esme_demand){.reset = alb_time_to_2000(x->now)};
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
        say_time(demand_of(x, (kind)).reset, out);                                                           \
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
