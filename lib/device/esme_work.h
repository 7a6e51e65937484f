/* An electricity meter's time passes: energy into the registers of the tariff, cost into the account, half
 * hours, days and billing periods closed, the supply and the voltage watched (devices.md 8, 9, 19.2). */
#ifndef ALB_DEVICE_ESME_WORK_H
#define ALB_DEVICE_ESME_WORK_H

#include "esme_plan.h"

/* The meter's memory to change: as new and worked out up to now, if nothing was ever changed. NULL: no memory
 * for it. */
esme *esme_own(device *d, alb_time now);
/* To read: as above, but what was never changed is made in the arena, without what takes its time to find:
 * daily reads and maximum demand. NULL: no memory. */
const esme *esme_view(const device *d, alb_time at, alb_arena *arena);

/* Works out d->esme up to `to`. Needs d->esme. */
void esme_work(device *d, alb_time to);
/* Finds out when there may be something to tell next. Needs d->esme. */
void esme_settle(device *d);
/* Account, supply or a limit has changed at the time up to which the meter is worked out: what follows.
 * Needs d->esme. */
void esme_look(device *d);
/* The same where something that was set has changed. */
void esme_changed(device *d);

/* What is set; NULL: no memory for it. Needs d->esme. */
esme_plan *esme_plan_of(const device *d);
/* Takes from the account what energy or a day costs, in millionths of a thousandth of a penny. */
void esme_charge(device *d, account_charge_kind kind, int64_t millionths);
/* The account at the time up to which the meter is worked out. Needs its plan. */
accounting esme_accounting(device *d);

/* The price of the next Wh, in millionths of a thousandth of a penny; of the second element. */
int64_t esme_price(const esme *e, const esme_plan *p, alb_time t);
int64_t esme_secondary_price(const esme_plan *p, alb_time t);
/* Counts what the two elements took up to now: registers and cost. */
void esme_count(device *d, uint32_t primary, uint32_t secondary);

/* The share of the second element in what a home took altogether, where there is one. */
uint32_t esme_secondary_of(const device *d, uint64_t total);

/* The daily reads before `at` of a meter that nobody changed, and its bills by the factory's calendar. */
void esme_remember_days(const device *d, esme *e, alb_time at);
void esme_remember_bills(const device *d, esme_bills *bills, alb_time at);
/* The registers of such a meter as they stood then. */
esme_snapshot esme_snapshot_at(const device *d, alb_time at);
/* Since when a meter that nobody changed has compared half hours. All since the home was built would take too
 * long: it is as if its network operator had reset the registers when the month began. */
alb_time esme_demand_start(alb_time at);
/* No half hour was compared yet, of such a meter. */
void esme_demand_init(esme *e, alb_time at);
/* Compares the half hours up to `to`. p NULL: there is no window. */
void esme_demand_pass(const device *d, esme *e, esme_plan *p, alb_time to);
/* The same for a half hour that ends at e->at, which takes less where the one before was compared so. */
void esme_demand_half_hour(const device *d, esme *e, esme_plan *p);
/* For so long half hours may wait to be compared. */
#define ESME_DEMAND_WAITS ALB_DAYS(397)

#endif
