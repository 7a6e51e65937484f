#include "randomised_offset.h"

#include "esme_device.h"

#include "factory.h"
#include "home_random.h"
#include "object_model.h"

enum { WHOLE = 10000, PURPOSE_OFFSET = 31 };

static const setting_key limit_key = {.class_id = 1, .obis = {0, 0, 94, 44, 0, 1}, .id = 2};

uint16_t randomised_offset_number(const device *d)
{
    return (uint16_t)(home_random(d->id, PURPOSE_OFFSET, 0) * (uint64_t)WHOLE / HOME_RANDOM_ONE);
}

uint16_t randomised_offset(const device *d, alb_arena *arena)
{
    leaves set;
    leaves_init(&set, arena);
    uint64_t limit = settings_get(&d->settings, &limit_key, &set) && set.count > 0
                         ? set.items[0].number
                         : factory_number(&limit_key);
    return (uint16_t)((randomised_offset_number(d) * limit + WHOLE / 2) / WHOLE);
}

static access_result get_offset(const execution *x, uint32_t at, leaves *out)
{
    (void)at;
    leaves_number(out, randomised_offset(x->device, x->arena));
    return ACCESS_SUCCESS;
}

static access_result get_number(const execution *x, uint32_t at, leaves *out)
{
    (void)at;
    leaves_number(out, randomised_offset_number(x->device));
    return ACCESS_SUCCESS;
}

static access_result get_limit(const execution *x, uint32_t at, leaves *out)
{
    (void)at;
    if (!settings_get(&x->device->settings, &limit_key, out)) {
        leaves_number(out, factory_number(&limit_key));
    }
    return ACCESS_SUCCESS;
}

static access_result set_limit(execution *x, uint32_t at)
{
    leaves value;
    leaves_init(&value, x->arena);
    leaves_collect(&value, x->command, at);
    if (x->command->values[at].number.u > RANDOMISED_OFFSET_MOST) {
        return ACCESS_OTHER_REASON;
    }
    esme_before_change(x->device, &limit_key, 1, x->now);
    bool kept = settings_put(&x->device->settings, &limit_key, &value);
    esme_after_change(x->device, &limit_key, 1);
    return kept ? ACCESS_SUCCESS : ACCESS_HARDWARE_FAULT;
}

static const member members[] = {
    {.class_id = 1, .obis = {0, 0, 94, 44, 0, 0}, .id = 2, .get = get_offset},
    {.class_id = 1, .obis = {0, 0, 94, 44, 0, 1}, .id = 2, .get = get_limit, .put = set_limit},
    {.class_id = 1, .obis = {0, 0, 94, 44, 0, 2}, .id = 2, .get = get_number},
};

const member_table randomised_offset_members = MEMBERS(members);
