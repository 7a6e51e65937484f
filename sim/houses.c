#include "houses.h"

#include <stdlib.h>

typedef struct slot {
    home *home;      /* awake */
    uint8_t *asleep; /* its state, where it differs from a new home's */
    uint32_t asleep_len;
    bool known; /* was awake before */
    bool used;  /* since it was last passed over */
    alb_time due;
} slot;

struct houses {
    slot *slots;
    size_t count;
    uint32_t first, stride;
    uint32_t *awake; /* numbers of slots, a ring */
    uint32_t most, oldest, n_awake;
    alb_time due; /* no slot is due earlier */
};

enum { STATE_MAX = 64 * 1024 * 1024 };

houses *houses_new(uint32_t homes, uint32_t first, uint32_t stride, uint32_t awake)
{
    houses *all = calloc(1, sizeof *all);
    if (!all) {
        return NULL;
    }
    *all = (houses){
        .count = homes / stride + 1, .first = first, .stride = stride, .most = awake, .due = INT64_MAX};
    all->slots = calloc(all->count, sizeof *all->slots);
    all->awake = calloc(awake, sizeof *all->awake);
    if (!all->slots || !all->awake) {
        houses_free(all);
        return NULL;
    }
    for (size_t i = 0; i < all->count; i++) {
        all->slots[i].due = INT64_MAX;
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
    free(all->slots);
    free(all->awake);
    free(all);
}

/* Keeps what differs from a new home. Without memory for it the home stays awake. */
static bool put_to_sleep(slot *s)
{
    alb_buf state;
    alb_buf_init(&state, STATE_MAX);
    bool slept = home_is_as_new(s->home);
    if (!slept && home_save(s->home, &state, NULL) == ALB_OK) {
        s->asleep = state.ptr; /* taken over */
        s->asleep_len = (uint32_t)state.len;
        state.ptr = NULL;
        slept = true;
    }
    alb_buf_release(&state);
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
        if (!s->used && put_to_sleep(s)) {
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
        alb_rd r = alb_rd_init(alb_span_of(s->asleep, s->asleep_len));
        alb_status st = home_restore(s->home, &r, err);
        if (st != ALB_OK) {
            home_free(s->home);
            s->home = NULL;
            return st;
        }
        free(s->asleep);
        s->asleep = NULL;
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

void houses_set_due(houses *all, uint32_t number, alb_time due)
{
    all->slots[number / all->stride].due = due;
    all->due = due < all->due ? due : all->due;
}

alb_time houses_due(const houses *all)
{
    return all->due;
}

bool houses_next_due(houses *all, alb_time now, uint32_t *number)
{
    alb_time least = INT64_MAX;
    if (all->due > now) {
        return false;
    }
    for (size_t i = 0; i < all->count; i++) {
        if (all->slots[i].due <= now) {
            *number = (uint32_t)i * all->stride + all->first;
            return true;
        }
        least = all->slots[i].due < least ? all->slots[i].due : least;
    }
    all->due = least;
    return false;
}
