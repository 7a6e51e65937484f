/* What an electricity meter is set to do, read from its settings into the form that the work needs. The
 * settings stay the one place of it: a plan is made anew when they have changed. */
#ifndef ALB_DEVICE_ESME_PLAN_H
#define ALB_DEVICE_ESME_PLAN_H

#include "device_internal.h"
#include "esme.h"
#include "execution_times.h"
#include "schedule.h"

/* Thresholds between four blocks. */
enum { ESME_THRESHOLDS = ESME_BLOCKS - 1 };
/* The highest price of a Wh that a meter works with, in the unit below: ten pounds. */
#define ESME_PRICE_MOST INT64_C(1000000000000)

struct esme_plan {
    calendar tariff, secondary; /* values are scripts (devices.md 4.4) */
    alb_time delay;             /* by how much this meter switches them later: the randomised offset */
    /* Of a Wh, in millionths of a thousandth of a penny: exact down to a scale of -8. */
    int64_t tou_price[ESME_TOU], block_price[ESME_BLOCKS][ESME_BANDS], secondary_price[ESME_SECONDARY];
    int64_t standing_charge;                          /* of a day, in the same unit */
    uint32_t thresholds[ESME_BANDS][ESME_THRESHOLDS]; /* all ones: no further block */
    bool resets_blocks_daily;
    execution_times billing;
    alb_time next_billing;  /* after esme.at; ALB_TIME_NONE: none */
    schedule friendly;      /* scripts 32 and 33 */
    schedule demand_window; /* scripts 1 and 2 */
    bool is_in_window;      /* from window_from to window_until */
    alb_time window_from, window_until;
    bool is_friendly;       /* at esme.at */
    alb_time next_friendly; /* when that may change */
    account_terms terms;
    load_limit_terms limit;
    voltage_terms voltage;
};

enum { SCRIPT_FRIENDLY = 32, SCRIPT_DEMAND = 1 };

/* Does the work depend on that setting? */
bool esme_depends_on(const setting_key *key);
/* Is it part of the tariff (ECS01), or does it switch the payment mode (ECS02, ECS03)? */
bool esme_is_tariff(const setting_key *key);
bool esme_is_mode(const setting_key *key);
/* Is it the window of maximum demand? */
bool esme_is_demand_window(const setting_key *key);

/* Reads what is set. False: no memory. */
ALB_MUST_USE bool esme_plan_read(const device *d, esme_plan *out);

#endif
