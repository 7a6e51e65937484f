/* Auxiliary controllers of an ESME or SAPC: switches in the meter, HCALCS that it commands over the HAN, and
 * proportional controllers (SMETS2 5.22, 5.26, 5.29; devices.md 8.15, 12.4, 12.6).
 *
 * What a controller is set to follows from what asks for it: the calendar, the boost button above it, a
 * command for a time above both; a limit of a proportional controller holds whatever asks.
 */
#ifndef ALB_DEVICE_AUXILIARY_H
#define ALB_DEVICE_AUXILIARY_H

#include "schedule.h"
#include "voice.h"

enum { AUXILIARY_LOG_ENTRIES = 100, AUXILIARY_BOOSTS = 25 };

typedef enum auxiliary_direction {
    AUXILIARY_OUTPUT,
    AUXILIARY_INPUT, /* from the load: proportional controllers alone */
    AUXILIARY_DIRECTIONS
} auxiliary_direction;

typedef enum auxiliary_source { AUXILIARY_CALENDAR, AUXILIARY_COMMAND, AUXILIARY_BOOST } auxiliary_source;

/* A level in percent that was asked for, from one time up to another. */
typedef struct auxiliary_order {
    bool stands;
    alb_time from, to; /* to INT64_MAX: until it is changed */
    uint8_t level;
} auxiliary_order;

/* A controller in one direction. */
typedef struct auxiliary_state {
    auxiliary_order commanded, limit;
    uint8_t level; /* that is set */
    uint8_t source;
    /* Of a command at work: what there is to tell once it is answered. */
    bool limit_is_new, limit_was_dropped;
} auxiliary_state;

typedef struct auxiliary_controller {
    bool has_hcalcs;
    alb_eui64 hcalcs; /* that is joined in its place */
    auxiliary_state directions[AUXILIARY_DIRECTIONS];
} auxiliary_controller;

/* An entry of the log, as ECS35g gives it. */
typedef struct auxiliary_entry {
    uint32_t time; /* seconds since 2000 */
    uint16_t action;
    uint8_t outcome;
    uint32_t id; /* of the command on the HAN; 0: none was needed */
} auxiliary_entry;

enum { OUTCOME_REQUESTED, OUTCOME_SUCCEEDED, OUTCOME_FAILED };

/* Seconds since 2000. */
typedef struct auxiliary_boost {
    uint32_t start, end;
} auxiliary_boost;

typedef struct auxiliary {
    auxiliary_controller controllers[DEVICE_CONTROLLERS];
    alb_time worked;                  /* up to when what is due has been done */
    alb_time due;                     /* when something is next; INT64_MAX: not by time alone */
    alb_time boost_from, boost_until; /* ALB_TIME_NONE: nobody pressed the button */
    auxiliary_boost boosts[AUXILIARY_BOOSTS];
    auxiliary_entry log[AUXILIARY_LOG_ENTRIES];
    uint8_t n_boosts, n_log;
} auxiliary;

/* Has the device any controller? */
bool auxiliary_is(const device *d);
/* Its memory, made when there is none yet; NULL: no memory. */
auxiliary *auxiliary_of(device *d);
/* The oldest entry gives way. */
void auxiliary_note(auxiliary *a, auxiliary_entry entry);

/* A HCALCS is joined to the meter: it takes the first place for one that is free. Or it parts from it. */
void auxiliary_join(device *d, alb_eui64 hcalcs);
void auxiliary_part(device *d, alb_eui64 hcalcs);
/* Its place, from 0; DEVICE_CONTROLLERS: it has none. */
unsigned auxiliary_place_of(const device *d, alb_eui64 hcalcs);

/* Does what is due up to now, in the order of time, and tells who is to be told. Also after each command,
 * whose orders take force by it. */
void auxiliary_work(const voice *v, alb_time now);
/* What would have been done without power is not caught up. */
void auxiliary_skip(device *d, alb_time now);
/* When it next wants to work; INT64_MAX: not of its own accord. */
alb_time auxiliary_due(const device *d);
/* A HCALCS asks what it shall be. False: it is none of this meter's. */
ALB_MUST_USE bool auxiliary_repeat(const voice *v, alb_eui64 hcalcs, alb_time now);

/* "{"outputState": 100, "inputState": 0}"; "{}": there is no controller. In the arena. */
alb_span auxiliary_state_text(const device *d, unsigned place, alb_arena *arena);

/* The supplier, and through it the load controller, learn what the controller is set to (ECS200). */
void auxiliary_tell_state(const voice *v, unsigned place, alb_time t);
/* The load controller learns that its limit was taken (ECS101), and that it holds no longer (ECS102). */
void auxiliary_tell_limit(const voice *v, unsigned place, auxiliary_direction direction,
                          const auxiliary_order *limit, alb_time t);
void auxiliary_tell_limit_ended(const voice *v, unsigned place, auxiliary_direction direction, uint8_t level,
                                alb_time t);

void auxiliary_save(const auxiliary *a, alb_buf *out);
void auxiliary_restore(auxiliary *a, alb_rd *in);

#endif
