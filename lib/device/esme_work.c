#include "esme_work.h"

#include "factory_billing.h"

#include <stdlib.h>

#define HALF_HOUR ALB_MINUTES(30)

enum { EVENT_BILLING_LOG = 0x8f0a, SECONDARY_SHARE = 4, MILLION = 1000000 };

/* --- memory --- */

/* Of twin element meters a quarter of what the home takes flows over the second element. */
uint32_t esme_secondary_of(const device *d, uint64_t total)
{
    return d->elements > 1 ? (uint32_t)(total / SECONDARY_SHARE) : 0;
}

static uint64_t home_register(const device *d, alb_time t)
{
    return supply_register(&d->supply, t);
}

/* The factory's tariff counts on the first register and costs nothing. */
static void set_registers(const device *d, esme_registers *r, alb_time t)
{
    uint64_t total = home_register(d, t);
    r->secondary_import = esme_secondary_of(d, total);
    r->import = (uint32_t)total - r->secondary_import;
    r->tou[0] = r->import;
    r->secondary[0] = r->secondary_import;
}

void esme_remember_days(const device *d, esme *e, alb_time at)
{
    alb_time today = at - at % ALB_DAYS(1);
    for (int days = ESME_DAILY - 1; days >= 0; days--) {
        set_registers(d, &e->registers, today - ALB_DAYS(days));
        esme_note_day(e, today - ALB_DAYS(days));
    }
}

esme_snapshot esme_snapshot_at(const device *d, alb_time at)
{
    esme_snapshot s = {.time = alb_time_to_2000(at)};
    set_registers(d, &s.registers, at);
    return s;
}

void esme_remember_bills(const device *d, esme_bills *bills, alb_time at)
{
    uint32_t ended = factory_billing_count(d->billing_day, at);
    bills->count = (uint8_t)(ended < ESME_BILLING ? ended : ESME_BILLING);
    for (uint8_t i = 0; i < bills->count; i++) {
        bills->items[i] =
            esme_snapshot_at(d, factory_billing_end(d->billing_day, ended - bills->count + i + 1));
    }
}

static void init(const device *d, esme *e, alb_time at)
{
    *e = (esme){.at = at, .next = INT64_MAX};
    set_registers(d, &e->registers, at);
    esme_demand_init(e, at);
    e->account.money.tokens.floor = (uint32_t)(d->executed.supplier_top_up >> 32);
    load_limit_init(&e->limit);
    voltage_init(&e->voltage);
}

/* Bills of which nobody was told yet wait to be told. */
static void remember(device *d, esme *e, alb_time now)
{
    esme_remember_days(d, e, now);
    esme_remember_bills(d, &e->billed, now);
    for (alb_time end = factory_billing_next(d->billing_day, d->billed); end <= now;
         end = factory_billing_next(d->billing_day, end)) {
        event_list_add(&e->untold, EVENT_BILLING_LOG, end);
        d->billed = end;
    }
    if (d->billing_day != 0) {
        e->next = now; /* to find out when there is something to tell */
    }
    set_registers(d, &e->registers, now);
}

esme *esme_own(device *d, alb_time now)
{
    if (!d->esme) {
        d->esme = calloc(1, sizeof *d->esme);
        if (d->esme) {
            init(d, d->esme, now);
            remember(d, d->esme, now);
        }
    }
    return d->esme;
}

const esme *esme_view(const device *d, alb_time at, alb_arena *arena)
{
    if (d->esme) {
        return d->esme;
    }
    esme *e = alb_arena_alloc(arena, sizeof *e);
    if (e) {
        init(d, e, at);
    }
    return e;
}

/* Friendly hours begin with one script and end with another. */
static void find_friendly(esme_plan *p, alb_time at)
{
    uint16_t script;
    p->is_friendly = schedule_last(&p->friendly, at, NULL, NULL, &script) && script == SCRIPT_FRIENDLY;
    p->next_friendly = schedule_next(&p->friendly, at);
}

esme_plan *esme_plan_of(const device *d)
{
    esme *e = d->esme;
    if (!e->plan) {
        e->plan = malloc(sizeof *e->plan);
        if (e->plan && !esme_plan_read(d, e->plan)) {
            esme_release(e);
        }
        if (e->plan) {
            e->plan->next_billing = execution_times_next(&e->plan->billing, e->at);
            find_friendly(e->plan, e->at);
        }
    }
    return e->plan;
}

accounting esme_accounting(device *d)
{
    esme *e = d->esme;
    const esme_plan *p = e->plan;
    return (accounting){.account = &e->account,
                        .terms = p->terms,
                        .supply = &d->supply,
                        .mains = device_has_power(d),
                        .friendly = p->is_friendly,
                        .at = e->at,
                        .events = &e->untold};
}

/* --- what the clock brings --- */

static bool is_at(alb_time t, alb_time step)
{
    return t % step == 0;
}

static void reset_blocks(esme *e)
{
    memset(e->counters, 0, sizeof e->counters);
}

/* Charges of the day and the hour, in prepayment mode. */
static void charge_time(device *d)
{
    esme *e = d->esme;
    if (is_at(e->at, ALB_DAYS(1))) {
        esme_charge(d, ACCOUNT_STANDING, e->plan->standing_charge);
    }
    accounting a = esme_accounting(d);
    if (a.terms.prepayment && is_at(e->at, ALB_DAYS(1))) {
        account_collect_debts(&a, ACCOUNT_DAILY);
    }
    if (a.terms.prepayment && is_at(e->at, ALB_HOURS(1))) {
        account_collect_debts(&a, ACCOUNT_HOURLY);
    }
}

static void end_billing_period(esme *e, esme_plan *p)
{
    if (e->at == p->next_billing) {
        esme_note_bill(e, &e->billed, e->at);
        event_list_add(&e->untold, EVENT_BILLING_LOG, e->at);
        reset_blocks(e);
        p->next_billing = execution_times_next(&p->billing, e->at);
    }
}

/* What follows from supply, credit, load and voltage as they are. */
static void look(device *d)
{
    esme *e = d->esme;
    const esme_plan *p = e->plan;
    bool mains = device_has_power(d);
    accounting a = esme_accounting(d);
    account_evaluate(&a);
    if (load_limit_is_set(&p->limit) || e->limit.tripped) {
        uint32_t watts = supply_wanted(&d->supply, e->at);
        load_limit_look(&e->limit, &p->limit, watts, &d->supply, mains, e->at, &e->untold);
    }
    if (!mains) {
        voltage_gone(&e->voltage);
    } else if (voltage_next(&e->voltage, &p->voltage, e->at) != INT64_MAX) {
        voltage_look(&e->voltage, &p->voltage, &d->supply.premises, e->at, &e->untold);
    }
}

/* Need load, credit or voltage be looked at all the time? Else nothing happens but what the calendars bring.
 */
static bool is_eventful(const esme *e)
{
    const esme_plan *p = e->plan;
    return p->terms.prepayment || load_limit_is_set(&p->limit) || e->limit.tripped ||
           voltage_next(&e->voltage, &p->voltage, e->at) != INT64_MAX;
}

/* In the order of devices.md 8.5: the half hour, the day, the billing period. */
static void strike(device *d)
{
    esme *e = d->esme;
    bool is_midnight = is_at(e->at, ALB_DAYS(1));
    if (e->at >= e->plan->next_friendly) {
        find_friendly(e->plan, e->at);
    }
    /* While it is known when there was supply, or at the latest when a profile would end. */
    if (is_eventful(e) && is_at(e->at, HALF_HOUR)) {
        esme_demand_half_hour(d, e, e->plan);
    } else if (e->at - e->demand_at >= ESME_DEMAND_WAITS) {
        esme_demand_pass(d, e, e->plan, e->at);
    }
    if (is_midnight) {
        esme_note_day(e, e->at);
    }
    charge_time(d);
    if (is_midnight && e->plan->resets_blocks_daily) {
        reset_blocks(e);
    }
    end_billing_period(e, e->plan);
    look(d);
}

static alb_time earlier(alb_time a, alb_time b)
{
    return a < b ? a : b;
}

/* The next time at which something changes by itself. */
static alb_time next_stop(const device *d)
{
    const esme *e = d->esme;
    const esme_plan *p = e->plan;
    alb_time stop = e->at - e->at % ALB_DAYS(1) + ALB_DAYS(1);
    if (is_eventful(e)) {
        stop = earlier(stop, e->at - e->at % HALF_HOUR + HALF_HOUR);
        stop = earlier(stop, extra_loads_next(&d->supply.extra, e->at));
    }
    stop = earlier(stop, calendar_next(&p->tariff, e->at - p->delay) + p->delay);
    stop = earlier(stop, calendar_next(&p->secondary, e->at - p->delay) + p->delay);
    stop = earlier(stop, p->next_friendly);
    if (p->next_billing != ALB_TIME_NONE) {
        stop = earlier(stop, p->next_billing);
    }
    alb_time limit = load_limit_next(&e->limit, &p->limit);
    stop = limit > e->at ? earlier(stop, limit) : stop;
    return earlier(stop, voltage_next(&e->voltage, &p->voltage, e->at));
}

/* When there may be something to tell: in credit mode the clock alone brings bills and nothing else. */
static alb_time next_tale(const device *d)
{
    const esme *e = d->esme;
    const esme_plan *p = e->plan;
    if (e->untold.count > 0) {
        return e->at;
    }
    if (is_eventful(e)) {
        return next_stop(d);
    }
    return p->next_billing != ALB_TIME_NONE ? p->next_billing : INT64_MAX;
}

static void count_up_to(device *d, alb_time to)
{
    esme *e = d->esme;
    uint32_t total = (uint32_t)home_register(d, to);
    uint32_t before = e->registers.import + e->registers.secondary_import;
    uint32_t secondary = esme_secondary_of(d, total);
    if (total > before) {
        esme_count(d, total - secondary - e->registers.import, secondary - e->registers.secondary_import);
    }
    e->at = to;
}

void esme_work(device *d, alb_time to)
{
    esme *e = d->esme;
    if (!esme_plan_of(d)) {
        return; /* it works on when there is memory again */
    }
    while (e->at < to) {
        alb_time stop = next_stop(d);
        count_up_to(d, earlier(stop, to));
        if (e->at == stop) {
            strike(d);
        }
    }
    e->next = next_tale(d);
}

void esme_settle(device *d)
{
    if (esme_plan_of(d)) {
        d->esme->next = next_tale(d);
    }
}

void esme_look(device *d)
{
    if (esme_plan_of(d)) {
        look(d);
        esme_settle(d);
    }
}

void esme_changed(device *d)
{
    esme *e = d->esme;
    bool was_prepayment = e->plan && e->plan->terms.prepayment;
    esme_release(e);
    if (was_prepayment && esme_plan_of(d) && !e->plan->terms.prepayment) {
        accounting a = esme_accounting(d);
        account_end_prepayment(&a);
    }
    esme_look(d);
}
