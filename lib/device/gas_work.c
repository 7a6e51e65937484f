#include "gas_work.h"

#include "factory_billing.h"

#include "gas_money.h"

#include <stdlib.h>

enum {
    EVENT_BILLING_LOG = 0x8f0a,
    /* Volume x conversion factor (10^-5) x calorific value (0.1 MJ/m3) makes 1/3600 mWh in steps of litres:
     * 10^-3 m3 x 10^-5 x 10^-1 MJ = 10^-9 MJ = 10^-3 J, and 1 mWh = 3.6 J. */
    MILLIJOULES_PER_MWH = 3600,
    MWH_PER_KWH = 1000000,
    MWH_PER_WH = 1000
};

uint64_t gas_volume(const device *d, alb_time t)
{
    return supply_register(&d->supply, t);
}

static uint64_t volume_of(const void *ctx, alb_time t)
{
    return gas_volume(ctx, t);
}

gas_snapshot gas_factory_bill(const device *d, uint32_t number)
{
    alb_time end = factory_billing_end(d->billing_day, number);
    uint64_t total = gas_volume(d, end);
    uint64_t before = number > 1 ? gas_volume(d, factory_billing_end(d->billing_day, number - 1)) : 0;
    return (gas_snapshot){.id = number,
                          .time = alb_time_to_2000(end),
                          .cause = GAS_CAUSE_BILLING_PERIOD,
                          .total = total,
                          .tiers = {total},
                          .blocks = {total - before}};
}

/* The factory's billing calendar, and what it has brought. */
static void remember_bills(const device *d, gas *g, alb_time now)
{
    enum { BY_MONTHS = 0x23 };
    uint8_t day = d->billing_day;
    if (day == 0) {
        return;
    }
    uint32_t ended = factory_billing_count(day, now);
    g->billing = (gas_billing){.start = alb_time_to_2000(factory_billing_end(day, 0)),
                               .duration = 1,
                               .duration_type = BY_MONTHS,
                               .ended = ended};
    g->billed.taken = ended;
    g->billed.count = (uint8_t)(ended < GAS_BILLING ? ended : GAS_BILLING);
    for (uint8_t i = 0; i < g->billed.count; i++) {
        g->billed.items[i] = gas_factory_bill(d, ended - g->billed.count + i + 1);
    }
    if (ended > 0) {
        g->blocks[0] = g->total - g->billed.items[g->billed.count - 1].total;
    }
}

static void init(const device *d, gas *g, alb_time now)
{
    gas_init(g, volume_of, d, now);
    remember_bills(d, g, now);
}

gas *gas_own(device *d, alb_time now)
{
    if (!d->gas) {
        d->gas = calloc(1, sizeof *d->gas);
        if (d->gas) {
            init(d, d->gas, now);
        }
    }
    return d->gas;
}

void gas_view(const device *d, alb_time at, gas *out)
{
    if (d->gas) {
        *out = *d->gas;
    } else {
        init(d, out, at);
    }
}

/* --- what a volume costs --- */

uint8_t gas_tier_at(const gas *g, alb_time t)
{
    uint16_t tier = calendar_value(&g->calendar.table, t, 1);
    return tier >= 1 && tier <= GAS_TIERS ? (uint8_t)(tier - 1) : 0;
}

uint8_t gas_block_now(const gas *g)
{
    uint8_t block = 0;
    while (block < g->tariff.n_thresholds && g->period_energy >= g->tariff.thresholds[block] * MWH_PER_WH) {
        block++;
    }
    return block;
}

static uint64_t joules_per_litre(const gas *g)
{
    return (uint64_t)g->conversion_factor * g->calorific_value;
}

/* Litres up to the next block, at least one. */
static uint64_t litres_in_block(const gas *g, uint8_t block)
{
    uint64_t per_litre = joules_per_litre(g);
    if (block >= g->tariff.n_thresholds || per_litre == 0) {
        return UINT64_MAX;
    }
    uint64_t left = (g->tariff.thresholds[block] * MWH_PER_WH - g->period_energy) * MILLIJOULES_PER_MWH;
    left -= left > g->energy_rest ? g->energy_rest : left;
    uint64_t litres = (left + per_litre - 1) / per_litre;
    return litres > 0 ? litres : 1;
}

/* In thousandths of a penny; what is less than one waits for the next. */
static int64_t cost_of(gas *g, uint64_t litres, uint32_t price)
{
    uint64_t millijoules = litres * joules_per_litre(g) + g->energy_rest;
    uint64_t energy = millijoules / MILLIJOULES_PER_MWH;
    g->energy_rest = millijoules % MILLIJOULES_PER_MWH;
    g->period_energy += energy;
    uint64_t cost = energy * price + g->cost_rest;
    g->cost_rest = cost % MWH_PER_KWH;
    return (int64_t)(cost / MWH_PER_KWH);
}

static void count_in_blocks(device *d, uint64_t litres, uint32_t tier_price, alb_time at, event_list *e)
{
    gas *g = d->gas;
    while (litres > 0) {
        uint8_t block = gas_block_now(g);
        uint64_t room = litres_in_block(g, block);
        uint64_t part = litres < room ? litres : room;
        g->blocks[block] += part;
        litres -= part;
        uint32_t price = g->tariff.is_block ? g->tariff.block_prices[block] : tier_price;
        gas_charge(d, ACCOUNT_ENERGY, cost_of(g, part, price), at, e);
    }
}

/* From g->at to `to`, in which no tier changes. */
static void count_volume(device *d, alb_time to, event_list *e)
{
    gas *g = d->gas;
    uint64_t total = gas_volume(d, to);
    uint64_t litres = total > g->total ? total - g->total : 0;
    uint8_t tier = gas_tier_at(g, g->at);
    g->total += litres;
    g->tiers[tier] += litres;
    count_in_blocks(d, litres, g->tariff.tier_prices[tier], to, e);
}

/* --- what the clock brings --- */

static bool is_at(alb_time t, alb_time step)
{
    return t % step == 0;
}

static void end_billing_period(gas *g, alb_time at, event_list *e)
{
    gas_snapshot_take(g, &g->billed, GAS_BILLING, alb_time_to_2000(at), GAS_CAUSE_BILLING_PERIOD);
    memset(g->blocks, 0, sizeof g->blocks);
    g->period_energy = 0;
    g->billing.ended++;
    event_list_add(e, EVENT_BILLING_LOG, at);
}

static void strike(device *d, alb_time at, event_list *e)
{
    gas *g = d->gas;
    if (gas_billing_end(&g->billing) == at) {
        end_billing_period(g, at, e);
    }
    if (is_at(at, ALB_DAYS(1))) {
        gas_snapshot_take(g, &g->daily, GAS_DAILY, alb_time_to_2000(at), GAS_CAUSE_GENERAL);
        gas_charge(d, ACCOUNT_STANDING, g->tariff.standing_charge, at, e);
        gas_collect_debts(d, ACCOUNT_DAILY, at, e);
    }
    if (is_at(at, ALB_HOURS(1))) {
        gas_collect_debts(d, ACCOUNT_HOURLY, at, e);
    }
    gas_evaluate(d, at, e);
}

/* The next time at which something changes by itself. In credit mode and with a tariff that goes by days, as
 * GB tariffs of gas do, only days matter. */
static alb_time next_stop(const gas *g)
{
    bool by_days = !gas_is_prepayment(g) && calendar_is_daily(&g->calendar.table);
    alb_time step = by_days ? ALB_DAYS(1) : ALB_MINUTES(30);
    alb_time stop = g->at - g->at % step + step;
    alb_time billing = gas_billing_end(&g->billing);
    return billing != ALB_TIME_NONE && billing > g->at && billing < stop ? billing : stop;
}

void gas_work(device *d, alb_time to, event_list *e)
{
    gas *g = d->gas;
    while (g->at < to) {
        alb_time stop = next_stop(g);
        alb_time until = stop < to ? stop : to;
        count_volume(d, until, e);
        g->at = until;
        if (until == stop) {
            strike(d, until, e);
        }
    }
}

alb_time gas_due(const gas *g)
{
    alb_time due = g->n_pending > 0 ? g->pending[0].at : INT64_MAX;
    alb_time billing = gas_billing_end(&g->billing);
    if (billing != ALB_TIME_NONE && billing < due) {
        due = billing;
    }
    if (gas_is_prepayment(g) && next_stop(g) < due) {
        due = next_stop(g);
    }
    return due;
}
