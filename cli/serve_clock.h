/* The clock of a DCC and the homes behind it, moved by hand. */
#ifndef ALB_CLI_SERVE_CLOCK_H
#define ALB_CLI_SERVE_CLOCK_H

#include "dcc/dcc.h"
#include "sim/fleet.h"

#include <stdatomic.h>

typedef struct serve_world {
    const char *data; /* directory where the clock's place is kept; NULL: nowhere */
    alb_clock_steered clock;
    dcc *dcc;
    sim_fleet *fleet;       /* NULL: none here */
    pthread_mutex_t moving; /* one moves it at a time */
    atomic_bool stopping;   /* whoever moves it stops soon */
} serve_world;

/* Its clock is the real one; dcc and fleet come later. */
void serve_world_init(serve_world *w);
void serve_world_release(serve_world *w);

/* Moves the clock to a date, stopping at everything that is to happen on the way: schedules run, commands are
 * executed, alerts are raised and delivered, each at its time. Returns when that is done. jumps: at once, so
 * that all of it happens late. BUSY: somebody else moves it; BAD_VALUE: the date is past; CLOSED: the server
 * stops. */
ALB_MUST_USE alb_status serve_clock_move(serve_world *w, alb_time to, bool jumps, alb_err *err);
/* The same by a time, which is not negative, from when it has hold of the clock. */
ALB_MUST_USE alb_status serve_clock_advance(serve_world *w, alb_time by, bool jumps, alb_err *err);

/* The clock goes on from where the data directory has it: what was ahead of the real one stays ahead.
 * Nothing else may look at it meanwhile. */
void serve_world_resume(serve_world *w);
/* The data directory keeps where the clock stands. */
void serve_clock_keep(serve_world *w);
/* Whoever follows the clock looks at it now. */
void serve_clock_changed(serve_world *w);

/* "90", "90s", "15m", "12h", "30d" -> milliseconds. */
ALB_MUST_USE bool serve_parse_duration(alb_span text, alb_time *out);

#endif
