#include "houses.h"

#include <stdlib.h>

typedef struct slot {
    home *home;      /* awake */
    uint8_t *asleep; /* its state, where it differs from a new home's */
    uint32_t asleep_len;
    uint32_t place; /* in the heap of those that are due some time, from 1; 0: not there */
    bool known;     /* was awake before */
    bool used;      /* since it was last passed over */
    alb_time due;
    alb_time off_since; /* an outage that it slept through, so far; ALB_TIME_NONE: there is none */
} slot;

struct houses {
    slot *slots;
    size_t count;
    uint32_t first, stride;
    uint32_t *awake; /* numbers of slots, a ring */
    uint32_t most, oldest, n_awake;
    uint32_t *heap; /* numbers of slots, the one that is due first at 1 */
    uint32_t n_heap, cap_heap;
    alb_buf state; /* of the home that goes to sleep */
};

enum { STATE_MAX = 64 * 1024 * 1024 };

/* All of them are due at one time: any order is a heap. */
static bool fill_heap(houses *all, uint32_t count)
{
    all->cap_heap = count + 1;
    all->heap = calloc(all->cap_heap, sizeof *all->heap);
    for (uint32_t i = 0; all->heap && i < count; i++) {
        all->heap[i + 1] = i;
        all->slots[i].place = i + 1;
    }
    all->n_heap = all->heap ? count : 0;
    return all->heap != NULL;
}

houses *houses_new(uint32_t homes, uint32_t first, uint32_t stride, uint32_t awake, alb_time due)
{
    houses *all = calloc(1, sizeof *all);
    if (!all) {
        return NULL;
    }
    *all = (houses){.count = homes / stride + 1, .first = first, .stride = stride, .most = awake};
    all->slots = calloc(all->count, sizeof *all->slots);
    all->awake = calloc(awake, sizeof *all->awake);
    alb_buf_init(&all->state, STATE_MAX);
    if (!all->slots || !all->awake) {
        houses_free(all);
        return NULL;
    }
    for (size_t i = 0; i < all->count; i++) {
        all->slots[i].due = due;
        all->slots[i].off_since = ALB_TIME_NONE;
    }
    uint32_t own = homes > first ? (homes - first - 1) / stride + 1 : 0;
    if (due != INT64_MAX && !fill_heap(all, own)) {
        houses_free(all);
        return NULL;
    }
    return all;
}

void houses_free(houses *all)
{
    if (!all) {
        return;
    }
    for (size_t i = 0; all->slots && i < all->count; i++) {
        home_free(all->slots[i].home);
        free(all->slots[i].asleep);
    }
    alb_buf_release(&all->state);
    free(all->heap);
    free(all->slots);
    free(all->awake);
    free(all);
}

/* Keeps what differs from a new home. Without memory for it the home stays awake. */
static bool put_to_sleep(slot *s, alb_buf *state)
{
    bool slept = home_is_as_new(s->home);
    alb_buf_clear(state);
    if (!slept && home_save(s->home, state, NULL) == ALB_OK) {
        s->asleep = malloc(state->len);
        slept = s->asleep != NULL;
    }
    if (s->asleep) {
        memcpy(s->asleep, state->ptr, state->len);
        s->asleep_len = (uint32_t)state->len;
    }
    if (slept) {
        home_free(s->home);
        s->home = NULL;
    }
    return slept;
}

/* Room for one more: the one that has been awake longest and was not used since goes to sleep. */
static bool make_room(houses *all)
{
    for (uint32_t tries = 0; all->n_awake == all->most && tries <= 2 * all->most; tries++) {
        uint32_t index = all->awake[all->oldest];
        slot *s = &all->slots[index];
        if (!s->used && put_to_sleep(s, &all->state)) {
            all->n_awake--;
            all->oldest = (all->oldest + 1) % all->most;
            return true;
        }
        s->used = false;
        all->oldest = (all->oldest + 1) % all->most;
        all->awake[(all->oldest + all->n_awake - 1) % all->most] = index;
    }
    return all->n_awake < all->most;
}

static alb_status wake(const workshop *w, slot *s, uint32_t number, alb_err *err)
{
    ALB_TRY(home_new(w, number, &s->home, err));
    if (s->asleep) {
        alb_status st = home_wake(s->home, s->asleep, s->asleep_len, err);
        if (st != ALB_OK) {
            home_free(s->home);
            s->home = NULL;
            return st;
        }
        s->asleep = NULL; /* taken over */
    }
    if (s->off_since != ALB_TIME_NONE) {
        home_power_lost(s->home, s->off_since);
        s->off_since = ALB_TIME_NONE;
    }
    return ALB_OK;
}

alb_status houses_get(houses *all, const workshop *w, uint32_t number, home **out, bool *is_new, alb_err *err)
{
    uint32_t index = number / all->stride;
    slot *s = &all->slots[index];
    *out = NULL;
    *is_new = false;
    if (!s->home) {
        if (!make_room(all)) {
            return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory to put a home to sleep");
        }
        ALB_TRY(wake(w, s, number, err));
        all->awake[(all->oldest + all->n_awake++) % all->most] = index;
        *is_new = !s->known;
        s->known = true;
    }
    s->used = true;
    *out = s->home;
    return ALB_OK;
}

bool houses_note_outage(houses *all, const workshop *w, uint32_t number, alb_time since, alb_eui64 *hub)
{
    slot *s = &all->slots[number / all->stride];
    *hub = home_hub_asleep(w, number, s->asleep ? alb_span_of(s->asleep, s->asleep_len) : alb_span_none());
    if (!s->home && s->off_since == ALB_TIME_NONE) {
        s->off_since = since;
    }
    return !s->home;
}

/* --- when they are due: a binary heap, each slot knowing its place --- */

static alb_time due_at(const houses *all, uint32_t place)
{
    return all->slots[all->heap[place]].due;
}

static void put_at(houses *all, uint32_t place, uint32_t index)
{
    all->heap[place] = index;
    all->slots[index].place = place;
}

static void rise(houses *all, uint32_t place)
{
    uint32_t index = all->heap[place];
    for (; place > 1 && due_at(all, place / 2) > all->slots[index].due; place /= 2) {
        put_at(all, place, all->heap[place / 2]);
    }
    put_at(all, place, index);
}

static void sink_down(houses *all, uint32_t place)
{
    uint32_t index = all->heap[place];
    for (;;) {
        uint32_t child = place * 2;
        if (child < all->n_heap && due_at(all, child + 1) < due_at(all, child)) {
            child++;
        }
        if (child > all->n_heap || due_at(all, child) >= all->slots[index].due) {
            break;
        }
        put_at(all, place, all->heap[child]);
        place = child;
    }
    put_at(all, place, index);
}

static void take_out(houses *all, uint32_t place)
{
    uint32_t last = all->heap[all->n_heap--];
    all->slots[all->heap[place]].place = 0;
    if (place <= all->n_heap) {
        put_at(all, place, last);
        rise(all, place);
        sink_down(all, all->slots[last].place);
    }
}

/* Without memory for it the home is not called, as a meter whose clock has stopped. */
static bool has_room(houses *all)
{
    enum { FIRST = 64 };
    if (all->n_heap + 1 < all->cap_heap) {
        return true;
    }
    uint32_t cap = all->cap_heap ? all->cap_heap * 2 : FIRST;
    uint32_t *more = realloc(all->heap, cap * sizeof *more);
    if (!more) {
        return false;
    }
    all->heap = more;
    all->cap_heap = cap;
    return true;
}

void houses_set_due(houses *all, uint32_t number, alb_time due)
{
    uint32_t index = number / all->stride;
    slot *s = &all->slots[index];
    s->due = due;
    if (s->place != 0 && due == INT64_MAX) {
        take_out(all, s->place);
    } else if (s->place != 0) {
        rise(all, s->place);
        sink_down(all, s->place);
    } else if (due != INT64_MAX && has_room(all)) {
        put_at(all, ++all->n_heap, index);
        rise(all, all->n_heap);
    }
}

alb_time houses_due(const houses *all)
{
    return all->n_heap > 0 ? due_at(all, 1) : INT64_MAX;
}

bool houses_next_due(houses *all, alb_time now, uint32_t *number)
{
    if (houses_due(all) > now) {
        return false;
    }
    *number = all->heap[1] * all->stride + all->first;
    return true;
}
