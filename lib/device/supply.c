#include "supply.h"

#include <stdlib.h>

void supply_init(supply *s, const device_premises *premises, bool is_gas, alb_time now)
{
    *s = (supply){
        .premises = *premises, .is_gas = is_gas, .state = SUPPLY_ENABLED, .flowing = true, .since = now};
}

/* What would have flowed up to t if nothing had ever interrupted it. */
static supply_flow uninterrupted(const supply *s, alb_time t)
{
    if (s->is_gas) {
        return (supply_flow){.taken = device_gas_register(&s->premises, t)};
    }
    return (supply_flow){.taken = device_import_register(&s->premises, t) + extra_loads_up_to(&s->extra, t),
                         .given = device_export_register(&s->premises, t)};
}

void supply_release(supply *s)
{
    free(s->past);
    s->past = NULL;
    s->n_past = 0;
}

/* --- interruptions --- */

static bool add_interruption(supply *s, const interruption *i)
{
    if (s->n_past == SUPPLY_INTERRUPTIONS) {
        s->n_past--;
        memmove(&s->past[0], &s->past[1], s->n_past * sizeof *s->past);
    } else {
        interruption *past = realloc(s->past, (s->n_past + 1U) * sizeof *past);
        if (!past) {
            return false;
        }
        s->past = past;
    }
    s->past[s->n_past++] = *i;
    return true;
}

/* The interruption that began at s->since is over. Without memory for it only its sum is known. */
static void end_interruption(supply *s, alb_time now)
{
    interruption i = {.from = s->since, .to = now, .withheld_before = s->withheld};
    if (now <= s->since) {
        return; /* the clock was set back */
    }
    bool kept = add_interruption(s, &i);
    (void)kept;
    supply_flow before = uninterrupted(s, s->since);
    supply_flow after = uninterrupted(s, now);
    s->withheld.taken += after.taken - before.taken;
    s->withheld.given += after.given - before.given;
}

static void settle(supply *s, bool mains, alb_time now)
{
    bool flowing = mains && s->state == SUPPLY_ENABLED;
    if (flowing == s->flowing) {
        return;
    }
    if (flowing) {
        end_interruption(s, now);
    }
    s->flowing = flowing;
    s->since = now;
}

bool supply_run(supply *s, uint16_t script, bool mains, alb_time now, bool *armed)
{
    *armed = false;
    switch (script) {
    case SUPPLY_SCRIPT_ENABLE:
        s->state = SUPPLY_ENABLED;
        s->locked = false;
        break;
    case SUPPLY_SCRIPT_DISABLE:
        s->state = SUPPLY_DISABLED;
        break;
    case SUPPLY_SCRIPT_ARM:
        /* An enabled supply stays as it is: the consumer has nothing to switch on. */
        if (s->state == SUPPLY_DISABLED) {
            s->state = SUPPLY_ARMED;
            s->locked = false;
            *armed = true;
        }
        break;
    default:
        return false;
    }
    settle(s, mains, now);
    return true;
}

void supply_lock(supply *s, alb_time now)
{
    s->state = SUPPLY_DISABLED;
    s->locked = true;
    settle(s, true, now);
}

void supply_mains(supply *s, bool mains, alb_time now)
{
    settle(s, mains, now);
}

/* From `after` on as much less is withheld as would else flow twice: that may be less than nothing. */
void supply_set_back(supply *s, alb_time before, alb_time after)
{
    interruption moment = {.from = after, .to = after, .withheld_before = s->withheld};
    supply_flow counted = {.taken = supply_register(s, before), .given = supply_exported(s, before)};
    supply_flow anew = uninterrupted(s, after);
    bool kept = add_interruption(s, &moment);
    (void)kept;
    s->withheld.taken = anew.taken - counted.taken;
    s->withheld.given = anew.given - counted.given;
    s->since = s->since < after ? s->since : after;
}

/* The oldest load becomes part of the sum: with what of it flowed, so that what interruptions withheld of it
 * is not theirs any more. */
static void fold_oldest_load(supply *s)
{
    extra_loads *l = &s->extra;
    extra_load oldest = l->items[0];
    uint64_t withheld = 0;
    for (uint8_t i = 0; i < s->n_past; i++) {
        interruption *past = &s->past[i];
        past->withheld_before.taken -= withheld;
        withheld += extra_load_up_to(&oldest, past->to) - extra_load_up_to(&oldest, past->from);
    }
    s->withheld.taken -= withheld;
    l->before += (s->flowing ? oldest.energy : extra_load_up_to(&oldest, s->since)) - withheld;
    l->count--;
    memmove(&l->items[0], &l->items[1], l->count * sizeof l->items[0]);
}

bool supply_add_load(supply *s, const extra_load *more, alb_time now)
{
    if (!extra_load_is_sound(more)) {
        return false;
    }
    if (s->extra.count == EXTRA_LOADS) {
        if (s->extra.items[0].to > now) {
            return false;
        }
        fold_oldest_load(s);
    }
    s->extra.items[s->extra.count++] = *more;
    return true;
}

/* When something flowed last before t, and what had been withheld by then. */
static alb_time last_flow(const supply *s, alb_time t, supply_flow *withheld)
{
    *withheld = s->withheld;
    if (!s->flowing && t > s->since) {
        t = s->since;
    }
    /* Back to the interruption that t lies in, or behind. */
    for (size_t n = s->n_past; n > 0 && t < s->past[n - 1].to; n--) {
        const interruption *i = &s->past[n - 1];
        *withheld = i->withheld_before;
        t = t > i->from ? i->from : t;
    }
    return t;
}

/* What is withheld may be less than nothing. */
static uint64_t difference(uint64_t all, uint64_t withheld)
{
    int64_t rest = (int64_t)(all - withheld);
    return rest > 0 ? (uint64_t)rest : 0;
}

uint64_t supply_register(const supply *s, alb_time t)
{
    supply_flow withheld;
    t = last_flow(s, t, &withheld);
    uint64_t taken = s->is_gas ? device_gas_register(&s->premises, t)
                               : device_import_register(&s->premises, t) + extra_loads_up_to(&s->extra, t);
    return difference(taken, withheld.taken);
}

uint64_t supply_exported(const supply *s, alb_time t)
{
    supply_flow withheld;
    if (s->is_gas) {
        return 0;
    }
    t = last_flow(s, t, &withheld);
    return difference(device_export_register(&s->premises, t), withheld.given);
}

uint32_t supply_wanted(const supply *s, alb_time now)
{
    return device_import_half_hour(&s->premises, now) * 2 + extra_loads_power(&s->extra, now);
}

uint32_t supply_power(const supply *s, alb_time now)
{
    return s->flowing ? supply_wanted(s, now) : 0;
}

/* --- as octets --- */

/* What is withheld is less than nothing by what a clock was set back; most homes give nothing. */
static void walk_flow(codec *c, supply_flow *f)
{
    const int64_t least = -1000000000;
    bool gives = f->given > 0;
    codec_u64(c, &f->taken);
    codec_flag(c, &gives);
    if (gives) {
        codec_u64(c, &f->given);
    } else {
        f->given = 0;
    }
    if ((int64_t)f->taken < least || (int64_t)f->given < least) {
        codec_fail(c);
    }
}

static void walk_head(codec *c, supply *s)
{
    uint8_t state = (uint8_t)s->state;
    codec_u8(c, &state);
    if (state > SUPPLY_ARMED) {
        codec_fail(c);
        state = SUPPLY_DISABLED;
    }
    s->state = (supply_state)state;
    codec_flag(c, &s->locked);
    codec_flag(c, &s->flowing);
    codec_moment(c, &s->since);
    walk_flow(c, &s->withheld);
    extra_loads_walk(c, &s->extra);
}

static void walk_interruption(codec *c, interruption *i)
{
    codec_moment(c, &i->from);
    codec_moment(c, &i->to);
    walk_flow(c, &i->withheld_before);
}

void supply_save(const supply *s, alb_buf *out)
{
    codec c = {.out = out};
    supply copy = *s;
    walk_head(&c, &copy);
    codec_count(&c, &copy.n_past, SUPPLY_INTERRUPTIONS);
    for (size_t i = 0; i < s->n_past; i++) {
        walk_interruption(&c, &copy.past[i]);
    }
}

void supply_restore(supply *s, alb_rd *in)
{
    codec c = {.in = in};
    uint8_t count = 0;
    walk_head(&c, s);
    codec_count(&c, &count, SUPPLY_INTERRUPTIONS);
    for (uint8_t n = 0; n < count && in->st == ALB_OK; n++) {
        interruption i;
        walk_interruption(&c, &i);
        if (i.to < i.from || (in->st == ALB_OK && !add_interruption(s, &i))) {
            codec_fail(&c);
        }
    }
}
