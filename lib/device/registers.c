/* Energy registers (devices.md 4.3, 8.2). */
#include "object_model.h"

enum { TOU_REGISTERS = 48, TWIN_REGISTERS = 4 };

/* Homes run at a power factor of about 0.96 lagging: 0.3 varh to a Wh. */
uint64_t registers_reactive(uint64_t active)
{
    return active * 3 / 10;
}

static uint64_t active_import(const execution *x)
{
    return supply_register(&x->device->supply, x->device->id, x->now);
}

static access_result get_import_registers(const execution *x, uint32_t at, leaves *out)
{
    (void)at;
    leaves_number(out, active_import(x));
    leaves_number(out, registers_reactive(active_import(x)));
    bool is_twin = x->device->elements > 1;
    leaves_number(out, is_twin);
    leaves_zeros(out, is_twin); /* nothing is wired to the second element */
    return ACCESS_SUCCESS;
}

/* The factory's tariff: everything on the first register. */
static access_result get_tou_registers(const execution *x, uint32_t at, leaves *out)
{
    (void)at;
    leaves_number(out, active_import(x));
    leaves_zeros(out, TOU_REGISTERS - 1);
    bool is_twin = x->device->elements > 1;
    leaves_number(out, is_twin);
    leaves_zeros(out, is_twin ? TWIN_REGISTERS : 0);
    return ACCESS_SUCCESS;
}

static access_result get_power(const execution *x, uint32_t at, leaves *out)
{
    (void)at;
    uint32_t power = supply_power(&x->device->supply, x->device->id, x->now);
    leaves_number(out, power);
    leaves_number(out, power);
    return ACCESS_SUCCESS;
}

/* These homes generate nothing. */
static access_result get_export(const execution *x, uint32_t at, leaves *out)
{
    (void)x;
    (void)at;
    leaves_number(out, 0);
    return ACCESS_SUCCESS;
}

/* Scaler and unit stand in the type. */
static access_result get_scaler(const execution *x, uint32_t at, leaves *out)
{
    (void)x;
    (void)at;
    (void)out;
    return ACCESS_SUCCESS;
}

/* Script 99 of the tariff resets the counters of block pricing, which count nothing here (devices.md 4.4). */
static access_result run_tariff_script(execution *x, uint32_t at)
{
    enum { RESET_BLOCK_COUNTERS = 99 };
    return x->command->values[at].number.u == RESET_BLOCK_COUNTERS ? ACCESS_SUCCESS : ACCESS_OTHER_REASON;
}

static const member members[] = {
    {.class_id = 1, .obis = {0, 0, 94, 44, 34, 1}, .id = 2, .get = get_tou_registers},
    {.class_id = 1, .obis = {0, 0, 94, 44, 34, 10}, .id = 2, .get = get_import_registers},
    {.class_id = 1, .obis = {0, 0, 94, 44, 34, 20}, .id = 2, .get = get_power},
    {.class_id = 9, .obis = {0, 0, 10, 0, 100, 255}, .id = 1, .method = true, .put = run_tariff_script},
    {.class_id = 3, .obis = {1, 0, 2, 8, 0, 255}, .id = 2, .get = get_export},
    {.class_id = 3, .obis = {1, 0, 2, 8, 0, 255}, .id = 3, .get = get_scaler},
    {.class_id = 3, .obis = {1, 0, 4, 8, 0, 255}, .id = 2, .get = get_export},
    {.class_id = 3, .obis = {1, 0, 4, 8, 0, 255}, .id = 3, .get = get_scaler},
};

const member_table register_members = MEMBERS(members);
