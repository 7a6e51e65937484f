/* The load switch, or the valve: enabled, disabled, armed (devices.md 8.8, 10.3), and what the meter counts.
 */
#ifndef ALB_DEVICE_SUPPLY_H
#define ALB_DEVICE_SUPPLY_H

#include "extra_load.h"

#include "device/device.h"

/* Values of the disconnect control's control_state (object 0-0:96.3.10.255). */
typedef enum supply_state { SUPPLY_DISABLED = 0, SUPPLY_ENABLED = 1, SUPPLY_ARMED = 2 } supply_state;

/* Energy in both directions: Wh, or litres, of which none are ever given back. */
typedef struct supply_flow {
    uint64_t taken, given;
} supply_flow;

/* A time in which nothing flowed, or the moment at which the clock was set back, and what would have flowed
 * before it since 2020 had all the earlier ones not been. */
typedef struct interruption {
    alb_time from, to;
    supply_flow withheld_before;
} interruption;

/* Of earlier interruptions only the sum is kept. */
enum { SUPPLY_INTERRUPTIONS = 64 };

typedef struct supply {
    device_premises premises; /* whose consumption it is */
    bool is_gas;
    supply_state state;
    bool locked;          /* after a tamper: only the supplier unlocks */
    bool flowing;         /* the home takes energy: supply enabled, mains there */
    alb_time since;       /* last change of flowing */
    supply_flow withheld; /* in all interruptions that are over */
    interruption *past;   /* the last ones, in the order of time; own memory */
    uint8_t n_past;
    extra_loads extra;
} supply;

/* Scripts of the supply's script table (0-0:10.0.106.255; GBCS mapping of ECS42, ECS43, ECS44). */
enum { SUPPLY_SCRIPT_ENABLE = 51, SUPPLY_SCRIPT_DISABLE = 52, SUPPLY_SCRIPT_ARM = 54 };

void supply_init(supply *s, const device_premises *premises, bool is_gas, alb_time now);
void supply_release(supply *s);
/* Runs a script; false when there is none of that number. *armed: the supply has become armed. */
ALB_MUST_USE bool supply_run(supply *s, uint16_t script, bool mains, alb_time now, bool *armed);
/* Disables the supply until its supplier enables or arms it. */
void supply_lock(supply *s, alb_time now);
/* Mains lost or back. */
void supply_mains(supply *s, bool mains, alb_time now);
/* The clock is set back from `before` to `after`: the register stays, and goes on from there. */
void supply_set_back(supply *s, alb_time before, alb_time after);
/* Something takes more from now on. False: too many run already, or it is none (extra_load.h). */
ALB_MUST_USE bool supply_add_load(supply *s, const extra_load *more, alb_time now);
/* On the register at t, now or earlier: the home's consumption but for the time without supply. */
uint64_t supply_register(const supply *s, alb_time t);
/* The same of what the home gives to the network. */
uint64_t supply_exported(const supply *s, alb_time t);
/* W taken now. */
uint32_t supply_power(const supply *s, alb_time now);
/* The same as if there were supply. */
uint32_t supply_wanted(const supply *s, alb_time now);

void supply_save(const supply *s, alb_buf *out);
void supply_restore(supply *s, alb_rd *in);

#endif
