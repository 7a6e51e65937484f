/* The clock lever: a year of the DCC and its homes passes in as long as it takes to do what happens in it
 * (docs/serve.md, "The clock"). */
#include "serve_clock.h"

#include "environment.h"

#include "base/text.h"

#include <time.h>

/* Between stops at most: what looks at the clock of its own accord, as Users do, sees time pass evenly. */
#define MOST_STEP ALB_HOURS(12)
/* How long a stop waits for the world to settle; a User that does not take its messages does not hold up
 * time. */
enum { SETTLE_MS = 10000 };
#define FURTHEST ALB_DAYS(366 * 100)

void serve_world_init(serve_world *w)
{
    w->dcc = NULL;
    w->data = NULL;
    w->fleet = NULL;
    (void)pthread_mutex_init(&w->moving, NULL);
    atomic_init(&w->stopping, false);
    alb_clock_steered_init(&w->clock, alb_clock_system());
}

void serve_world_release(serve_world *w)
{
    (void)pthread_mutex_destroy(&w->moving);
    alb_clock_steered_release(&w->clock);
}

void serve_world_resume(serve_world *w)
{
    alb_time ahead;
    uint32_t rate;
    /* Anew: where the environment was put back, it may be earlier than it was. */
    alb_clock_steered_release(&w->clock);
    alb_clock_steered_init(&w->clock, alb_clock_system());
    environment_read_clock(w->data, &ahead, &rate);
    bool good = alb_clock_steered_set(&w->clock, alb_now(alb_clock_system()) + ahead);
    good = alb_clock_steered_set_rate(&w->clock, rate) && good;
    (void)good; /* it never goes back, and the rate has been checked */
}

void serve_clock_keep(serve_world *w)
{
    alb_time ahead = alb_now(&w->clock.clock) - alb_now(alb_clock_system());
    if (w->data) {
        /* Where it cannot be kept, it is where it is until the end. */
        alb_status ignored =
            environment_write_clock(w->data, ahead > 0 ? ahead : 0, alb_clock_steered_rate(&w->clock), NULL);
        (void)ignored;
    }
}

void serve_clock_changed(serve_world *w)
{
    dcc_clock_changed(w->dcc);
    if (w->fleet) {
        sim_fleet_clock_changed(w->fleet);
    }
}

/* The homes before the DCC: what they said is with the DCC by the time that they have nothing more to say. */
static bool looks_settled(serve_world *w, alb_time *next)
{
    alb_time of_fleet = INT64_MAX;
    bool settled = !w->fleet || sim_fleet_is_settled(w->fleet, &of_fleet);
    settled = dcc_is_settled(w->dcc, next) && settled;
    *next = of_fleet < *next ? of_fleet : *next;
    return settled;
}

static void pause_a_little(void)
{
    struct timespec pause = {.tv_nsec = 300000};
    (void)nanosleep(&pause, NULL);
}

/* Waits until nothing moves any more, twice, since one part may have set another going: each time all parts
 * look anew, however long that takes them. */
static void settle(serve_world *w, alb_time *next)
{
    enum { ROUNDS = 2 };
    int64_t until = alb_monotonic_ns() + (int64_t)SETTLE_MS * 1000000;
    for (unsigned round = 0; round < ROUNDS; round++) {
        serve_clock_changed(w);
        while (!looks_settled(w, next) && alb_monotonic_ns() < until && !atomic_load(&w->stopping)) {
            pause_a_little();
        }
    }
}

static alb_status move(serve_world *w, alb_time to, alb_err *err)
{
    alb_time next = INT64_MAX;
    settle(w, &next);
    for (alb_time now = alb_now(&w->clock.clock); now < to; now = alb_now(&w->clock.clock)) {
        if (atomic_load(&w->stopping)) {
            return alb_fail(err, ALB_CLOSED, NULL, 0, "the server stops");
        }
        alb_time step = now + MOST_STEP < to ? now + MOST_STEP : to;
        step = next > now && next < step ? next : step;
        if (alb_clock_steered_set(&w->clock, step)) {
            settle(w, &next);
        }
    }
    return ALB_OK;
}

/* from: when it was taken hold of, since it goes on meanwhile. */
static alb_status move_held(serve_world *w, alb_time from, alb_time to, bool jumps, alb_err *err)
{
    alb_status st = ALB_OK;
    if (to < from || to - from > FURTHEST) {
        st = alb_fail(err, ALB_BAD_VALUE, NULL, 0, "the clock goes forward, by 100 years at most");
    } else if (!jumps) {
        st = move(w, to, err);
    } else if (alb_clock_steered_set(&w->clock, to)) {
        serve_clock_changed(w);
    }
    serve_clock_keep(w);
    (void)pthread_mutex_unlock(&w->moving);
    return st;
}

static alb_status take_hold(serve_world *w, alb_err *err)
{
    return pthread_mutex_trylock(&w->moving) == 0
               ? ALB_OK
               : alb_fail(err, ALB_BUSY, NULL, 0, "the clock is being moved");
}

alb_status serve_clock_move(serve_world *w, alb_time to, bool jumps, alb_err *err)
{
    ALB_TRY(take_hold(w, err));
    return move_held(w, alb_now(&w->clock.clock), to, jumps, err);
}

alb_status serve_clock_advance(serve_world *w, alb_time by, bool jumps, alb_err *err)
{
    ALB_TRY(take_hold(w, err));
    alb_time from = alb_now(&w->clock.clock);
    return move_held(w, from, from + by, jumps, err);
}

bool serve_parse_duration(alb_span text, alb_time *out)
{
    static const struct {
        char unit;
        alb_time ms;
    } units[] = {{'s', ALB_SECONDS(1)}, {'m', ALB_MINUTES(1)}, {'h', ALB_HOURS(1)}, {'d', ALB_DAYS(1)}};
    alb_time unit = ALB_SECONDS(1);
    for (size_t i = 0; text.len > 0 && i < ALB_COUNT(units); i++) {
        if (text.ptr[text.len - 1] == (uint8_t)units[i].unit) {
            unit = units[i].ms;
            text.len--;
            break;
        }
    }
    uint64_t number;
    if (!alb_parse_u64(text, (uint64_t)(FURTHEST / unit), &number)) {
        return false;
    }
    *out = (alb_time)number * unit;
    return true;
}
