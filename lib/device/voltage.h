/* Voltage at a home, and a meter's watch over it (devices.md 8.10, 18.6).
 *
 * The voltage is a pure function of the home's identity, the phase and the time, the same within a half hour,
 * but for what was ordered to raise or lower it.
 */
#ifndef ALB_DEVICE_VOLTAGE_H
#define ALB_DEVICE_VOLTAGE_H

#include "codec.h"
#include "event_list.h"

#include "device/device.h"

enum { VOLTAGE_PHASES = 3, VOLTAGE_DISTURBANCES = 16, VOLTAGE_LOG = 4320 };

typedef enum voltage_limit_kind {
    VOLTAGE_EXTREME_OVER,
    VOLTAGE_EXTREME_UNDER,
    VOLTAGE_SAG,
    VOLTAGE_SWELL,
    VOLTAGE_LIMITS
} voltage_limit_kind;

/* What the network operator has set: volts and seconds. */
typedef struct voltage_terms {
    uint8_t phases;
    struct voltage_limit {
        uint32_t threshold, period; /* period 0: not watched */
    } limits[VOLTAGE_LIMITS];
    struct voltage_average {
        uint32_t over, under, period; /* period 0: no averages */
    } averages[VOLTAGE_PHASES];
} voltage_terms;

/* Ordered: so much is added to what the network gives. */
typedef struct voltage_disturbance {
    alb_time from, to;
    uint8_t phase; /* from 0; VOLTAGE_PHASES: all */
    int32_t millivolts;
} voltage_disturbance;

/* Beyond a threshold: entered and left when the voltage has been so for the period. */
typedef struct voltage_state {
    bool beyond;
    alb_time since; /* it has been otherwise; ALB_TIME_NONE: it has not */
} voltage_state;

typedef struct voltage {
    voltage_state limits[VOLTAGE_LIMITS][VOLTAGE_PHASES];
    bool is_over[VOLTAGE_PHASES], is_under[VOLTAGE_PHASES]; /* the last average */
    uint32_t over[VOLTAGE_PHASES], under[VOLTAGE_PHASES];   /* how often it went there */
    uint32_t log_since[VOLTAGE_PHASES];                     /* before it the log is empty */
    voltage_disturbance disturbances[VOLTAGE_DISTURBANCES];
    uint8_t n_disturbances;
} voltage;

void voltage_init(voltage *v);
/* In millivolts. */
int32_t voltage_at(const voltage *v, const device_premises *home, uint8_t phase, alb_time t);
/* Volts, the mean from one time to another. */
uint32_t voltage_mean(const voltage *v, const device_premises *home, uint8_t phase, alb_time from,
                      alb_time to);
/* Adds a disturbance; the oldest gives way. */
void voltage_disturb(voltage *v, const voltage_disturbance *d);

/* Looks at the voltage at a time: at the ends of half hours, of averages, and whenever voltage_next asks. */
void voltage_look(voltage *v, const voltage_terms *terms, const device_premises *home, alb_time at,
                  event_list *events);
/* When to look next after t; INT64_MAX: nothing that is set can happen. */
alb_time voltage_next(const voltage *v, const voltage_terms *terms, alb_time t);
/* There is no voltage to look at for a while. */
void voltage_gone(voltage *v);

void voltage_walk(codec *c, voltage *v);

#endif
