/* Maximum demand: the highest average power of a half hour (devices.md 8.7). */
#include "esme_work.h"

#define HALF_HOUR ALB_MINUTES(30)

static void note(esme_demand *m, uint32_t watts, alb_time end)
{
    if (watts > m->watts) {
        m->watts = watts;
        m->time = alb_time_to_2000(end);
    }
}

/* The window holds a half hour that begins in it. */
static bool is_in_window(esme_plan *p, alb_time begin)
{
    uint16_t script;
    if (begin < p->window_from || begin >= p->window_until) {
        p->is_in_window =
            schedule_last(&p->demand_window, begin, NULL, NULL, &script) && script == SCRIPT_DEMAND;
        p->window_from = begin;
        p->window_until = schedule_next(&p->demand_window, begin);
    }
    return p->is_in_window;
}

static uint32_t watts_of(uint64_t energy)
{
    return energy > UINT32_MAX / 2 ? UINT32_MAX : (uint32_t)energy * 2;
}

/* What the home has given in the half hour that ends then. */
static void compare_export(const device *d, esme *e, alb_time end)
{
    if (d->supply.premises.solar > 0) {
        uint64_t given = supply_exported(&d->supply, end) - supply_exported(&d->supply, end - HALF_HOUR);
        note(&e->demand[ESME_DEMAND_EXPORT], watts_of(given), end);
    }
}

static void compare(esme *e, esme_plan *p, uint32_t energy, alb_time end)
{
    uint32_t watts = watts_of(energy);
    note(&e->demand[ESME_DEMAND_IMPORT], watts, end);
    if (p && watts > e->demand[ESME_DEMAND_CONFIGURABLE].watts && is_in_window(p, end - HALF_HOUR)) {
        note(&e->demand[ESME_DEMAND_CONFIGURABLE], watts, end);
    }
}

void esme_demand_half_hour(const device *d, esme *e, esme_plan *p)
{
    uint32_t now = e->registers.import + e->registers.secondary_import;
    if (e->demand_at == e->half_hour_at && e->at == e->half_hour_at + HALF_HOUR) {
        compare(e, p, now - e->half_hour_import, e->at);
        compare_export(d, e, e->at);
        e->demand_at = e->at;
    } else {
        esme_demand_pass(d, e, p, e->at);
    }
    e->half_hour_at = e->at;
    e->half_hour_import = now;
}

void esme_demand_pass(const device *d, esme *e, esme_plan *p, alb_time to)
{
    alb_time end = e->demand_at - e->demand_at % HALF_HOUR + HALF_HOUR;
    uint64_t before = end <= to ? supply_register(&d->supply, end - HALF_HOUR) : 0;
    for (; end <= to; end += HALF_HOUR) {
        uint64_t after = supply_register(&d->supply, end);
        compare(e, p, (uint32_t)(after - before), end);
        compare_export(d, e, end);
        before = after;
    }
    e->demand_at = to > e->demand_at ? to : e->demand_at;
}

alb_time esme_demand_start(alb_time at)
{
    alb_date_time now = alb_time_split(at);
    return ALB_DAYS(alb_days_from_civil(now.year, now.month, 1));
}

void esme_demand_init(esme *e, alb_time at)
{
    e->demand_at = esme_demand_start(at);
    for (size_t i = 0; i < ESME_DEMANDS; i++) {
        e->demand[i] = (esme_demand){.reset = alb_time_to_2000(e->demand_at)};
    }
}
