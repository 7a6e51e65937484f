#include "wan.h"

#include "draw.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum { LOOK_NS = 20 * 1000 * 1000, FIRST_ROOM = 64, REPEATS = 100 };

/* Messages that hubs beyond coverage keep for later; more are lost. */
enum { MOST_KEPT = 65536 };

typedef enum way { TO_HUB, FROM_HUB, WAYS } way;

/* One frame on its way. */
typedef struct flight {
    alb_time due;     /* INT64_MAX: its hub is beyond coverage */
    uint64_t started; /* those that are due at once keep their order */
    uint32_t home;
    unsigned slot;
    link_frame frame;
    uint8_t octets[]; /* of frame.message */
} flight;

struct wan {
    wan_options options;
    pthread_t thread;
    bool has_thread;
    atomic_bool is_felt;  /* it has not been instant, with everybody covered, all the time */
    pthread_mutex_t lock; /* of everything below */
    pthread_cond_t changed;
    bool ending, is_busy; /* busy: a frame is being handed to its home, outside the lock */
    sim_network network;
    flight **heap; /* the one that is due first at 0 */
    size_t n, room, n_kept;
    uint64_t started;
    uint32_t *passed[WAYS]; /* frames of each home so far, lost ones too; NULL: instant until now */
    uint8_t *uncovered;     /* a bit a home; NULL: none */
};

/* --- what chance says; lock held --- */

static const sim_wan *wan_of(const wan *w, uint32_t home)
{
    return &w->network.regions[sim_list_region(w->options.list, home)];
}

static bool is_instant(const sim_wan *region)
{
    return region->latency == 0 && region->spread == 0 && region->loss == 0;
}

static bool all_instant(const sim_network *n)
{
    bool instant = true;
    for (int i = 0; i < SIM_REGIONS; i++) {
        instant = instant && is_instant(&n->regions[i]);
    }
    return instant;
}

static bool is_covered(const wan *w, uint32_t home)
{
    return !w->uncovered || !(w->uncovered[home / 8] >> home % 8 & 1);
}

/* The counts are there as long as any region is not instant; without memory for them all draw alike. */
static uint64_t draw_next(wan *w, uint32_t home, way direction)
{
    uint32_t nth = w->passed[direction] ? ++w->passed[direction][home] : 0;
    return sim_draw(w->options.seed + 1 + direction, (uint64_t)home << 32 | nth);
}

/* Exponentially distributed with that mean, but for straight lines between the powers of two: the number of
 * leading zeros of a number and what follows them are its logarithm. */
static uint32_t drawn_spread(uint32_t mean, uint64_t drawn)
{
    enum { ONE = 65536, MEAN_OF_ALL = ONE * 3 / 2, MOST_ZEROS = 12 };
    uint32_t bits = (uint32_t)(drawn >> 32) | 1U << (32 - MOST_ZEROS);
    uint32_t zeros = (uint32_t)__builtin_clz(bits);
    uint32_t rest = (uint32_t)((uint64_t)bits << (zeros + 1) >> 16 & (ONE - 1));
    return (uint32_t)((uint64_t)mean * (zeros * ONE + ONE - rest) / MEAN_OF_ALL);
}

/* How long the next frame of that home takes; lost: whether it is, and then when nobody waits for it any
 * more. */
static alb_time next_time(wan *w, uint32_t home, way direction, bool *lost)
{
    const sim_wan *region = wan_of(w, home);
    uint64_t drawn = draw_next(w, home, direction);
    *lost = (uint32_t)drawn % SIM_NETWORK_WHOLE < region->loss;
    alb_time given_up = 2 * ((alb_time)region->latency + 4 * (alb_time)region->spread);
    return *lost ? given_up : (alb_time)region->latency + drawn_spread(region->spread, drawn);
}

/* --- what is under way; lock held --- */

static bool is_before(const flight *a, const flight *b)
{
    return a->due != b->due ? a->due < b->due : a->started < b->started;
}

static void swap(wan *w, size_t a, size_t b)
{
    flight *f = w->heap[a];
    w->heap[a] = w->heap[b];
    w->heap[b] = f;
}

static void rise(wan *w, size_t at)
{
    for (; at > 0 && is_before(w->heap[at], w->heap[(at - 1) / 2]); at = (at - 1) / 2) {
        swap(w, at, (at - 1) / 2);
    }
}

static void sink_down(wan *w, size_t at)
{
    for (;;) {
        size_t first = 2 * at + 1;
        if (first + 1 < w->n && is_before(w->heap[first + 1], w->heap[first])) {
            first++;
        }
        if (first >= w->n || !is_before(w->heap[first], w->heap[at])) {
            return;
        }
        swap(w, at, first);
        at = first;
    }
}

static bool has_room(wan *w)
{
    size_t room = w->room > 0 ? w->room * 2 : FIRST_ROOM;
    flight **more = w->n < w->room ? w->heap : realloc(w->heap, room * sizeof(flight *));
    if (!more) {
        return false;
    }
    w->heap = more;
    w->room = w->n < w->room ? w->room : room;
    return true;
}

/* False: no memory, so that it is lost. */
static bool start(wan *w, alb_time due, uint32_t home, unsigned slot, const link_frame *frame)
{
    size_t len = frame->message.len;
    flight *f = has_room(w) ? malloc(sizeof *f + len) : NULL;
    if (!f) {
        return false;
    }
    *f = (flight){.due = due, .started = ++w->started, .home = home, .slot = slot, .frame = *frame};
    if (len > 0) {
        memcpy(f->octets, frame->message.ptr, len);
        f->frame.message = alb_span_of(f->octets, len);
    }
    w->heap[w->n] = f;
    rise(w, w->n++);
    (void)pthread_cond_broadcast(&w->changed);
    return true;
}

static flight *take_first(wan *w)
{
    flight *f = w->heap[0];
    w->heap[0] = w->heap[--w->n];
    sink_down(w, 0);
    return f;
}

/* --- the WAN's thread --- */

/* Under the lock, so that a message is at every moment either here or in the outbox. */
static void come_out(wan *w, const flight *f)
{
    const link_frame *frame = &f->frame;
    if (frame->type == LINK_RECEIVED) {
        outbox_report(w->options.out, frame->hub, frame->message);
    } else if (frame->type == LINK_POWER) {
        outbox_power(w->options.out, frame->hub, frame->reason != 0);
    } else {
        outbox_answer(w->options.out, f->slot, frame->sequence, frame->reason);
    }
}

static void end_flight(wan *w, flight *f)
{
    if (f->frame.type != LINK_SEND && f->frame.type != LINK_IMAGE) {
        come_out(w, f);
    } else {
        w->is_busy = true;
        (void)pthread_mutex_unlock(&w->lock);
        w->options.arrived(w->options.ctx, f->home, f->slot, &f->frame);
        (void)pthread_mutex_lock(&w->lock);
        w->is_busy = false;
    }
    free(f);
}

/* The clock may run at any speed: it is looked at now and then. */
static void wait_for_first(wan *w)
{
    struct timespec until;
    if (w->n == 0 || w->heap[0]->due == INT64_MAX) {
        (void)pthread_cond_wait(&w->changed, &w->lock);
        return;
    }
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += LOOK_NS;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    (void)pthread_cond_timedwait(&w->changed, &w->lock, &until);
}

static void *run(void *arg)
{
    wan *w = arg;
    (void)pthread_mutex_lock(&w->lock);
    while (!w->ending) {
        if (w->n > 0 && w->heap[0]->due <= alb_now(w->options.clock)) {
            end_flight(w, take_first(w));
        } else {
            outbox_flush(w->options.out);
            wait_for_first(w);
        }
    }
    (void)pthread_mutex_unlock(&w->lock);
    return NULL;
}

/* --- going in --- */

/* The DCC is told that it hears nothing before that date. */
static void tell_under_way(const wan *w, unsigned slot, uint64_t sequence, alb_time until)
{
    outbox_under_way(w->options.out, slot, sequence, until);
}

wan_way wan_send(wan *w, uint32_t home, unsigned slot, const link_frame *frame)
{
    wan_way how = WAN_NOW;
    if (!atomic_load(&w->is_felt)) {
        return WAN_NOW;
    }
    (void)pthread_mutex_lock(&w->lock);
    if (!is_covered(w, home)) {
        how = WAN_NOWHERE;
    } else if (w->passed[TO_HUB] && !is_instant(wan_of(w, home))) {
        bool lost;
        alb_time due = alb_now(w->options.clock) + next_time(w, home, TO_HUB, &lost);
        link_frame failed = {
            .type = LINK_FAILED, .sequence = frame->sequence, .reason = LINK_HUB_UNREACHABLE};
        how = start(w, due, home, slot, lost ? &failed : frame) ? WAN_LATER : WAN_NOWHERE;
        if (how == WAN_LATER) {
            tell_under_way(w, slot, frame->sequence, due);
        }
    }
    (void)pthread_mutex_unlock(&w->lock);
    return how;
}

void wan_answer(wan *w, uint32_t home, unsigned slot, uint64_t sequence, uint8_t reason)
{
    bool later = false;
    if (!atomic_load(&w->is_felt)) {
        outbox_answer(w->options.out, slot, sequence, reason);
        return;
    }
    (void)pthread_mutex_lock(&w->lock);
    if (w->passed[FROM_HUB] && !is_instant(wan_of(w, home))) {
        bool lost;
        alb_time due = alb_now(w->options.clock) + next_time(w, home, FROM_HUB, &lost);
        link_frame answer = {
            .type = LINK_FAILED, .sequence = sequence, .reason = lost ? LINK_HUB_UNREACHABLE : reason};
        later = start(w, due, home, slot, &answer);
        if (later) {
            tell_under_way(w, slot, sequence, due);
        }
    }
    if (!later) {
        outbox_answer(w->options.out, slot, sequence, reason);
    }
    (void)pthread_mutex_unlock(&w->lock);
}

/* A hub says it again each time that nobody has confirmed it. */
static alb_time time_until_through(wan *w, uint32_t home)
{
    alb_time took = 0;
    bool lost = true;
    for (int i = 0; lost && i < REPEATS; i++) {
        took += next_time(w, home, FROM_HUB, &lost);
    }
    return took;
}

void wan_report(wan *w, uint32_t home, alb_eui64 hub, alb_span message)
{
    link_frame frame = {.type = LINK_RECEIVED, .hub = hub, .message = message};
    if (!atomic_load(&w->is_felt)) {
        outbox_report(w->options.out, hub, message);
        return;
    }
    (void)pthread_mutex_lock(&w->lock);
    bool covered = is_covered(w, home);
    if (covered && (!w->passed[FROM_HUB] || is_instant(wan_of(w, home)))) {
        outbox_report(w->options.out, hub, message);
    } else if (covered || w->n_kept < MOST_KEPT) {
        alb_time due = covered ? alb_now(w->options.clock) + time_until_through(w, home) : INT64_MAX;
        bool started = start(w, due, home, 0, &frame);
        w->n_kept += started && !covered;
    }
    (void)pthread_mutex_unlock(&w->lock);
}

void wan_power(wan *w, uint32_t home, alb_eui64 hub, bool on)
{
    link_frame frame = {.type = LINK_POWER, .hub = hub, .reason = on};
    (void)pthread_mutex_lock(&w->lock);
    if (is_covered(w, home) && (!w->passed[FROM_HUB] || is_instant(wan_of(w, home)))) {
        outbox_power(w->options.out, hub, on);
    } else if (is_covered(w, home)) {
        bool lost;
        alb_time due = alb_now(w->options.clock) + next_time(w, home, FROM_HUB, &lost);
        lost = lost || !start(w, due, home, 0, &frame);
    }
    (void)pthread_mutex_unlock(&w->lock);
}

void wan_visit(wan *w, uint32_t home, alb_eui64 hub, void (*visit)(void *ctx, alb_span message), void *ctx)
{
    (void)pthread_mutex_lock(&w->lock);
    for (size_t i = 0; i < w->n; i++) {
        if (w->heap[i]->home == home && w->heap[i]->frame.type == LINK_RECEIVED) {
            visit(ctx, w->heap[i]->frame.message);
        }
    }
    outbox_visit(w->options.out, hub, visit, ctx);
    (void)pthread_mutex_unlock(&w->lock);
}

/* --- settings --- */

static void count_from_now_on(wan *w)
{
    for (int i = 0; i < WAYS; i++) {
        w->passed[i] = w->passed[i] ? w->passed[i] : calloc(w->options.homes + 1, sizeof *w->passed[i]);
    }
}

void wan_set_network(wan *w, const sim_network *n)
{
    (void)pthread_mutex_lock(&w->lock);
    w->network = *n;
    if (!all_instant(n)) {
        count_from_now_on(w);
        atomic_store(&w->is_felt, true);
    }
    (void)pthread_mutex_unlock(&w->lock);
}

void wan_network(wan *w, sim_network *out)
{
    (void)pthread_mutex_lock(&w->lock);
    *out = w->network;
    (void)pthread_mutex_unlock(&w->lock);
}

/* What the hub kept goes now. */
static void release_kept(wan *w, uint32_t home)
{
    alb_time now = alb_now(w->options.clock);
    for (size_t i = 0; i < w->n; i++) {
        flight *f = w->heap[i];
        if (f->home == home && f->due == INT64_MAX) {
            f->due = now + (w->passed[FROM_HUB] ? time_until_through(w, home) : 0);
            w->n_kept--;
        }
    }
    for (size_t i = w->n; i > 0; i--) {
        sink_down(w, i - 1);
    }
    (void)pthread_cond_broadcast(&w->changed);
}

void wan_set_coverage(wan *w, uint32_t home, bool covered)
{
    (void)pthread_mutex_lock(&w->lock);
    if (!covered && !w->uncovered) {
        w->uncovered = calloc(w->options.homes / 8 + 1, 1);
        atomic_store(&w->is_felt, true);
    }
    if (w->uncovered && covered != is_covered(w, home)) {
        w->uncovered[home / 8] ^= (uint8_t)(1U << home % 8);
        if (covered && w->n_kept > 0) {
            release_kept(w, home);
        }
    }
    (void)pthread_mutex_unlock(&w->lock);
}

bool wan_covers(wan *w, uint32_t home)
{
    (void)pthread_mutex_lock(&w->lock);
    bool covered = is_covered(w, home);
    (void)pthread_mutex_unlock(&w->lock);
    return covered;
}

void wan_clock_changed(wan *w)
{
    (void)pthread_mutex_lock(&w->lock);
    (void)pthread_cond_broadcast(&w->changed);
    (void)pthread_mutex_unlock(&w->lock);
}

bool wan_is_settled(wan *w, alb_time *next)
{
    (void)pthread_mutex_lock(&w->lock);
    *next = w->n > 0 ? w->heap[0]->due : INT64_MAX;
    bool settled = !w->is_busy && *next > alb_now(w->options.clock);
    (void)pthread_mutex_unlock(&w->lock);
    return settled;
}

/* --- life --- */

alb_status wan_new(const wan_options *options, wan **out, alb_err *err)
{
    wan *w = calloc(1, sizeof *w);
    *out = NULL;
    if (!w) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a WAN");
    }
    w->options = *options;
    (void)pthread_mutex_init(&w->lock, NULL);
    (void)pthread_cond_init(&w->changed, NULL);
    wan_set_network(w, &options->network);
    w->has_thread = pthread_create(&w->thread, NULL, run, w) == 0;
    if (!w->has_thread) {
        wan_free(w);
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no thread for the WAN");
    }
    *out = w;
    return ALB_OK;
}

void wan_stop(wan *w)
{
    if (!w || !w->has_thread) {
        return;
    }
    (void)pthread_mutex_lock(&w->lock);
    w->ending = true;
    (void)pthread_cond_broadcast(&w->changed);
    (void)pthread_mutex_unlock(&w->lock);
    (void)pthread_join(w->thread, NULL);
    w->has_thread = false;
}

void wan_free(wan *w)
{
    if (!w) {
        return;
    }
    wan_stop(w);
    for (size_t i = 0; i < w->n; i++) {
        free(w->heap[i]);
    }
    free(w->heap);
    free(w->passed[TO_HUB]);
    free(w->passed[FROM_HUB]);
    free(w->uncovered);
    (void)pthread_mutex_destroy(&w->lock);
    (void)pthread_cond_destroy(&w->changed);
    free(w);
}
