/* Energy registers (devices.md 4.3, 8.2). */
#include "esme_work.h"
#include "object_model.h"

/* Homes run at a power factor of about 0.96 lagging: 0.3 varh to a Wh. */
uint64_t registers_reactive(uint64_t active)
{
    return active * 3 / 10;
}

/* Inverters run near a power factor of one. */
uint64_t registers_reactive_export(uint64_t active)
{
    return active / 20;
}

static bool is_twin(const execution *x)
{
    return x->device->elements > 1;
}

/* Of a twin element meter the second element's register stands behind. */
static access_result get_import_registers(const execution *x, uint32_t at, leaves *out)
{
    uint64_t total = supply_register(&x->device->supply, x->now);
    uint32_t secondary = esme_secondary_of(x->device, total);
    (void)at;
    leaves_number(out, total - secondary);
    leaves_number(out, registers_reactive(total));
    leaves_number(out, is_twin(x));
    if (is_twin(x)) {
        leaves_number(out, secondary);
    }
    return ACCESS_SUCCESS;
}

static access_result get_tou_registers(const execution *x, uint32_t at, leaves *out)
{
    const esme *e = esme_view(x->device, x->now, x->arena);
    (void)at;
    if (!e) {
        return ACCESS_HARDWARE_FAULT;
    }
    for (size_t i = 0; i < ESME_TOU; i++) {
        leaves_number(out, e->registers.tou[i]);
    }
    leaves_number(out, is_twin(x));
    for (size_t i = 0; is_twin(x) && i < ESME_SECONDARY; i++) {
        leaves_number(out, e->registers.secondary[i]);
    }
    return ACCESS_SUCCESS;
}

/* Of each block the registers of the eight bands, then their counters. */
static access_result get_block_registers(const execution *x, uint32_t at, leaves *out)
{
    const esme *e = x->device->esme;
    (void)at;
    if (!e) {
        leaves_zeros(out, (size_t)2 * ESME_BLOCKS * ESME_BANDS);
        return ACCESS_SUCCESS;
    }
    for (size_t b = 0; b < ESME_BLOCKS; b++) {
        for (size_t i = 0; i < ESME_BANDS; i++) {
            leaves_number(out, e->registers.blocks[b][i]);
        }
        for (size_t i = 0; i < ESME_BANDS; i++) {
            leaves_number(out, e->counters[b][i]);
        }
    }
    return ACCESS_SUCCESS;
}

static access_result get_power(const execution *x, uint32_t at, leaves *out)
{
    uint32_t power = supply_power(&x->device->supply, x->now);
    (void)at;
    leaves_number(out, power);
    leaves_number(out, power - esme_secondary_of(x->device, power));
    return ACCESS_SUCCESS;
}

static access_result get_export(const execution *x, uint32_t at, leaves *out)
{
    (void)at;
    leaves_number(out, supply_exported(&x->device->supply, x->now));
    return ACCESS_SUCCESS;
}

static access_result get_reactive_export(const execution *x, uint32_t at, leaves *out)
{
    (void)at;
    leaves_number(out, registers_reactive_export(supply_exported(&x->device->supply, x->now)));
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

/* Script 99 of the tariff resets the counters of block pricing (devices.md 4.4). */
static access_result run_tariff_script(execution *x, uint32_t at)
{
    enum { RESET_BLOCK_COUNTERS = 99 };
    if (x->command->values[at].number.u != RESET_BLOCK_COUNTERS) {
        return ACCESS_OTHER_REASON;
    }
    if (x->device->esme) {
        memset(x->device->esme->counters, 0, sizeof x->device->esme->counters);
    }
    return ACCESS_SUCCESS;
}

/* --- the active price, in 10^-5 of a currency unit a kWh --- */

enum { MILLIONTHS_PER_KWH = 1000 };

static void say_price(int64_t millionths, leaves *out)
{
    int64_t price = millionths / MILLIONTHS_PER_KWH;
    leaves_number(out, price > 0 ? (uint64_t)price : 0);
}

static access_result get_price(const execution *x, uint32_t at, leaves *out)
{
    const esme_plan *p = x->device->esme ? esme_plan_of(x->device) : NULL;
    (void)at;
    say_price(p ? esme_price(x->device->esme, p, x->now) : 0, out);
    return ACCESS_SUCCESS;
}

static access_result get_secondary_price(const execution *x, uint32_t at, leaves *out)
{
    const esme_plan *p = x->device->esme ? esme_plan_of(x->device) : NULL;
    (void)at;
    say_price(p ? esme_secondary_price(p, x->now) : 0, out);
    return ACCESS_SUCCESS;
}

static const member members[] = {
    {.class_id = 1, .obis = {0, 0, 94, 44, 34, 1}, .id = 2, .get = get_tou_registers},
    {.class_id = 1, .obis = {0, 0, 94, 44, 34, 2}, .id = 2, .get = get_block_registers},
    {.class_id = 1, .obis = {0, 0, 94, 44, 34, 10}, .id = 2, .get = get_import_registers},
    {.class_id = 1, .obis = {0, 0, 94, 44, 34, 20}, .id = 2, .get = get_power},
    {.class_id = 3, .obis = {0, 0, 94, 44, 1, 7}, .id = 2, .get = get_price},
    {.class_id = 3, .obis = {0, 0, 94, 44, 1, 7}, .id = 3, .get = get_scaler},
    {.class_id = 3, .obis = {0, 0, 94, 44, 1, 8}, .id = 2, .get = get_secondary_price},
    {.class_id = 3, .obis = {0, 0, 94, 44, 1, 8}, .id = 3, .get = get_scaler},
    {.class_id = 9, .obis = {0, 0, 10, 0, 100, 255}, .id = 1, .method = true, .put = run_tariff_script},
    {.class_id = 3, .obis = {1, 0, 2, 8, 0, 255}, .id = 2, .get = get_export},
    {.class_id = 3, .obis = {1, 0, 2, 8, 0, 255}, .id = 3, .get = get_scaler},
    {.class_id = 3, .obis = {1, 0, 4, 8, 0, 255}, .id = 2, .get = get_reactive_export},
    {.class_id = 3, .obis = {1, 0, 4, 8, 0, 255}, .id = 3, .get = get_scaler},
};

const member_table register_members = MEMBERS(members);
