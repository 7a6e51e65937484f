/* Profiles and daily logs: what the registers stood at, computed when asked for (devices.md 4.3, 8.5). An
 * entry's time is the end of its period. */
#include "esme_work.h"
#include "object_model.h"
#include "range.h"

enum {
    HALF_HOUR = 1800,
    DAY = 86400,
    IMPORT_PROFILE = 19056, /* 397 days of half hours */
    OTHER_PROFILES = 4464,  /* 93 days */
    DAILY_CONSUMPTION = 731,
    DAILY_READS = 31,
    MOST_ROWS = 7000 /* of two columns, so that a response fits into a message */
};

/* The entries of a log of `capacity` periods that lie in the range: times of the first and of the last. */
typedef struct entries {
    uint32_t first, last, step;
    uint32_t count;
} entries;

static entries entries_of(const execution *x, uint32_t at, uint32_t step, uint32_t capacity)
{
    range r = range_of(x, at);
    uint32_t now = alb_time_to_2000(x->now);
    uint32_t newest = now - now % step;
    uint32_t oldest = newest / step >= capacity ? newest - step * (capacity - 1) : step;
    r.from = r.from > oldest ? r.from : oldest;
    r.to = r.to < newest ? r.to : newest;
    entries e = {.first = (r.from + step - 1) / step * step, .last = r.to - r.to % step, .step = step};
    e.count = e.first <= e.last ? (e.last - e.first) / step + 1 : 0;
    return e;
}

static uint64_t register_at(const execution *x, uint32_t time)
{
    return supply_register(&x->device->supply, alb_time_from_2000(time));
}

static bool is_twin(const execution *x)
{
    return x->device->elements > 1;
}

static access_result get_half_hours(const execution *x, uint32_t at, leaves *out)
{
    entries e = entries_of(x, at, HALF_HOUR, IMPORT_PROFILE);
    if (e.count > MOST_ROWS) {
        return ACCESS_OTHER_REASON;
    }
    leaves_number(out, e.count);
    uint64_t before = register_at(x, e.first - e.step);
    for (uint32_t i = 0; i < e.count; i++) {
        uint32_t time = e.first + i * e.step;
        uint64_t now = register_at(x, time);
        leaves_number(out, time);
        uint32_t secondary = esme_secondary_of(x->device, now) - esme_secondary_of(x->device, before);
        leaves_number(out, now - before - secondary);
        leaves_number(out, is_twin(x));
        if (is_twin(x)) {
            leaves_number(out, secondary);
        }
        before = now;
    }
    return ACCESS_SUCCESS;
}

static access_result get_reactive_half_hours(const execution *x, uint32_t at, leaves *out)
{
    entries e = entries_of(x, at, HALF_HOUR, OTHER_PROFILES);
    leaves_number(out, e.count);
    uint64_t before = registers_reactive(register_at(x, e.first - e.step));
    for (uint32_t i = 0; i < e.count; i++) {
        uint32_t time = e.first + i * e.step;
        uint64_t now = registers_reactive(register_at(x, time));
        leaves_number(out, time);
        leaves_number(out, now - before);
        before = now;
    }
    return ACCESS_SUCCESS;
}

static uint64_t exported_at(const execution *x, uint32_t time)
{
    return supply_exported(&x->device->supply, alb_time_from_2000(time));
}

static access_result get_export_half_hours(const execution *x, uint32_t at, leaves *out)
{
    entries e = entries_of(x, at, HALF_HOUR, OTHER_PROFILES);
    leaves_number(out, e.count);
    uint64_t before = exported_at(x, e.first - e.step);
    for (uint32_t i = 0; i < e.count; i++) {
        uint32_t time = e.first + i * e.step;
        uint64_t now = exported_at(x, time);
        leaves_number(out, time);
        leaves_number(out, now - before);
        leaves_number(out, registers_reactive_export(now) - registers_reactive_export(before));
        before = now;
    }
    return ACCESS_SUCCESS;
}

/* The register as it stood. */
static access_result get_daily_export(const execution *x, uint32_t at, leaves *out)
{
    entries e = entries_of(x, at, DAY, DAILY_READS);
    leaves_number(out, e.count);
    for (uint32_t i = 0; i < e.count; i++) {
        uint32_t time = e.first + i * e.step;
        leaves_number(out, time);
        leaves_number(out, exported_at(x, time));
    }
    return ACCESS_SUCCESS;
}

static access_result get_daily_consumption(const execution *x, uint32_t at, leaves *out)
{
    entries e = entries_of(x, at, DAY, DAILY_CONSUMPTION);
    leaves_number(out, e.count);
    for (uint32_t i = 0; i < e.count; i++) {
        uint32_t time = e.first + i * e.step;
        leaves_number(out, time);
        leaves_number(out, register_at(x, time) - register_at(x, time - DAY));
    }
    return ACCESS_SUCCESS;
}

static const member members[] = {
    {.class_id = 7, .obis = {0, 0, 98, 1, 10, 255}, .id = 2, .get = get_daily_export},
    {.class_id = 7, .obis = {0, 0, 99, 1, 0, 255}, .id = 2, .get = get_half_hours},
    {.class_id = 7, .obis = {0, 0, 99, 1, 1, 255}, .id = 2, .get = get_export_half_hours},
    {.class_id = 7, .obis = {0, 0, 99, 1, 2, 255}, .id = 2, .get = get_reactive_half_hours},
    {.class_id = 7, .obis = {0, 0, 99, 1, 3, 255}, .id = 2, .get = get_daily_consumption},
};

const member_table profile_members = MEMBERS(members);
