#include "gas.h"

#include <stdlib.h>

enum {
    CREDIT_MODE = 0x0c94,
    CONVERSION_FACTOR = 102264,
    CALORIFIC_VALUE = 400,
    UNCHANGED = 3,
    CUBIC_METRES = 1,
    DEFAULT_PRICE = 6000,
    DEFAULT_STANDING_CHARGE = 30000
};

static const gas_terms factory_terms = {.control = CREDIT_MODE, .debt_frequency = {1, 1}};
static const gas_flow_check factory_flow = {.threshold = 200,
                                            .multiplier = 1,
                                            .divisor = 10000,
                                            .period = 300,
                                            .unit = CUBIC_METRES,
                                            .stabilisation = 60};

/* In credit mode and without a tariff of times, the last days' snapshots follow from the register alone. */
static void remember_days(gas *g, gas_register total_at, const void *ctx, alb_time now)
{
    alb_time today = now - now % ALB_DAYS(1);
    for (int days = GAS_DAILY - 1; days >= 0; days--) {
        alb_time midnight = today - ALB_DAYS(days);
        g->total = g->tiers[0] = g->blocks[0] = total_at(ctx, midnight);
        gas_snapshot_take(g, &g->daily, GAS_DAILY, alb_time_to_2000(midnight), GAS_CAUSE_GENERAL);
    }
}

void gas_init(gas *g, gas_register total_at, const void *ctx, alb_time now)
{
    *g = (gas){.at = now,
               .conversion_factor = CONVERSION_FACTOR,
               .calorific_value = CALORIFIC_VALUE,
               .flow = factory_flow,
               .tamper_state = UNCHANGED,
               .depletion_state = UNCHANGED,
               .terms = factory_terms};
    g->tariff.standing_charge = DEFAULT_STANDING_CHARGE;
    g->tariff.tier_prices[0] = DEFAULT_PRICE;
    remember_days(g, total_at, ctx, now);
    g->total = g->tiers[0] = g->blocks[0] = total_at(ctx, now);
}

void gas_release(gas *g)
{
    for (size_t i = 0; i < g->n_pending; i++) {
        free(g->pending[i].message);
    }
    g->n_pending = 0;
}

void gas_snapshot_take(gas *g, gas_log *log, uint8_t capacity, uint32_t time, uint32_t cause)
{
    if (log->count == capacity) {
        memmove(&log->items[0], &log->items[1], (capacity - 1U) * sizeof log->items[0]);
        log->count--;
    }
    gas_snapshot *s = &log->items[log->count++];
    *s = (gas_snapshot){.id = ++log->taken,
                        .time = time,
                        .cause = cause,
                        .total = g->total,
                        .prepayment = gas_is_prepayment(g),
                        .accumulated_debt = g->account.money.accumulated_debt,
                        .emergency = g->account.money.emergency,
                        .credit = g->account.money.balance};
    memcpy(s->tiers, g->tiers, sizeof s->tiers);
    memcpy(s->blocks, g->blocks, sizeof s->blocks);
    memcpy(s->debts, g->account.money.debts, sizeof s->debts);
}

static int days_in_month(int year, int month)
{
    int next_year = month == 12 ? year + 1 : year;
    int next_month = month == 12 ? 1 : month + 1;
    return (int)(alb_days_from_civil(next_year, next_month, 1) - alb_days_from_civil(year, month, 1));
}

/* A 31st of a shorter month is its last day. */
static alb_time add_months(alb_time t, uint64_t months)
{
    alb_date_time d = alb_time_split(t);
    uint64_t month = (uint64_t)d.year * 12 + (uint64_t)d.month - 1 + months;
    int year = (int)(month / 12 < 9998 ? month / 12 : 9998);
    int of_year = (int)(month % 12) + 1;
    int last = days_in_month(year, of_year);
    int day = d.day < last ? d.day : last;
    return ALB_DAYS(alb_days_from_civil(year, of_year, day)) + t % ALB_DAYS(1);
}

alb_time gas_billing_end(const gas_billing *b)
{
    enum { TIME_BASE = 0x0f, WEEKS = 2, MONTHS = 3 };
    alb_time start = alb_time_from_2000(b->start);
    if (b->duration == 0) {
        return ALB_TIME_NONE;
    }
    uint64_t units = (uint64_t)b->duration * ((uint64_t)b->ended + 1);
    switch (b->duration_type & TIME_BASE) {
    case MONTHS:
        return add_months(start, units);
    case WEEKS:
        units *= 7;
        break;
    default:
        break;
    }
    const uint64_t most = 3000000; /* days: beyond the end of time */
    return start + ALB_DAYS((alb_time)(units < most ? units : most));
}
