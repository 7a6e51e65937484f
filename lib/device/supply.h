/* The load switch, or the valve: enabled, disabled, armed (devices.md 8.8, 10.3), and what the meter counts.
 */
#ifndef ALB_DEVICE_SUPPLY_H
#define ALB_DEVICE_SUPPLY_H

#include "base/buf.h"
#include "base/eui64.h"
#include "base/time.h"

/* Values of the disconnect control's control_state (object 0-0:96.3.10.255). */
typedef enum supply_state { SUPPLY_DISABLED = 0, SUPPLY_ENABLED = 1, SUPPLY_ARMED = 2 } supply_state;

/* A time in which nothing flowed, and what the home would have taken before it since 2020 had all the earlier
 * ones not been. */
typedef struct interruption {
    alb_time from, to;
    uint64_t withheld_before; /* Wh, or litres */
} interruption;

/* Of earlier interruptions only the sum is kept. */
enum { SUPPLY_INTERRUPTIONS = 64 };

/* What a home takes up to a time, on a register that nothing interrupts. */
typedef uint64_t (*supply_source)(alb_eui64 home, alb_time t);

typedef struct supply {
    supply_source source;
    supply_state state;
    bool locked;        /* after a tamper: only the supplier unlocks */
    bool flowing;       /* the home takes energy: supply enabled, mains there */
    alb_time since;     /* last change of flowing */
    uint64_t withheld;  /* in all interruptions that are over */
    interruption *past; /* the last ones, in the order of time; own memory */
    uint8_t n_past;
} supply;

/* Scripts of the supply's script table (0-0:10.0.106.255; GBCS mapping of ECS42, ECS43, ECS44). */
enum { SUPPLY_SCRIPT_ENABLE = 51, SUPPLY_SCRIPT_DISABLE = 52, SUPPLY_SCRIPT_ARM = 54 };

void supply_init(supply *s, supply_source source, alb_time now);
void supply_release(supply *s);
/* Runs a script; false when there is none of that number. *armed: the supply has become armed. */
ALB_MUST_USE bool supply_run(supply *s, alb_eui64 home, uint16_t script, bool mains, alb_time now,
                             bool *armed);
/* Disables the supply until its supplier enables or arms it. */
void supply_lock(supply *s, alb_eui64 home, alb_time now);
/* Mains lost or back. */
void supply_mains(supply *s, alb_eui64 home, bool mains, alb_time now);
/* On the register at t, now or earlier: the home's consumption but for the time without supply. */
uint64_t supply_register(const supply *s, alb_eui64 home, alb_time t);
/* W taken now. */
uint32_t supply_power(const supply *s, alb_eui64 home, alb_time now);

void supply_save(const supply *s, alb_buf *out);
void supply_restore(supply *s, alb_rd *in);

#endif
