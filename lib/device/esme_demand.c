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
void esme_demand_note(esme *e, const esme_plan *p, uint32_t energy, alb_time end)
{
    uint32_t watts = energy > UINT32_MAX / 2 ? UINT32_MAX : energy * 2;
    note(&e->demand[ESME_DEMAND_IMPORT], watts, end);
    uint16_t script;
    if (schedule_last(&p->demand_window, end - HALF_HOUR, NULL, NULL, &script) && script == SCRIPT_DEMAND) {
        note(&e->demand[ESME_DEMAND_CONFIGURABLE], watts, end);
    }
}

/* Since the home was built would take too long to look for: it is as if its network operator had reset the
 * registers when the month began. */
void esme_demand_init(const device *d, esme *e, alb_time at)
{
    alb_date_time now = alb_time_split(at);
    alb_time start = ALB_DAYS(alb_days_from_civil(now.year, now.month, 1));
    uint64_t before = supply_register(&d->supply, d->id, start);
    for (alb_time t = start + HALF_HOUR; t <= at; t += HALF_HOUR) {
        uint64_t after = supply_register(&d->supply, d->id, t);
        note(&e->demand[ESME_DEMAND_IMPORT], (uint32_t)(after - before) * 2, t);
        before = after;
    }
    for (size_t i = 0; i < ESME_DEMANDS; i++) {
        e->demand[i].reset = alb_time_to_2000(start);
    }
}
