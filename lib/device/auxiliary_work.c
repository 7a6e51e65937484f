/* Time passes for auxiliary controllers: the calendar runs, periods begin and end, switches are set, and
 * those who have a right to it are told (devices.md 8.15, 12.4, 12.6). */
#include "auxiliary.h"
#include "han.h"
#include "randomised_offset.h"

enum { EVENT_STATE_FAILED = 0x811a };

enum { FULL = 100 };

/* What the log says was done to a switch (devices.md 4.4), beside its number. */
enum {
    ACTION_CALENDAR_ON = 0x01,
    ACTION_CALENDAR_OFF = 0x02,
    ACTION_COMMANDED_ON = 0x11,
    ACTION_COMMANDED_OFF = 0x12,
    ACTION_REVERTED = 0x20
};

/* For the length of one call. */
typedef struct work {
    const voice *voice;
    device *device;
    auxiliary *memory;
    alb_time offset; /* that the calendar is late by */
    schedule calendar;
} work;

/* One controller in one direction. */
typedef struct subject {
    unsigned place; /* from 0 */
    auxiliary_direction direction;
} subject;

/* --- what it shall be set to --- */

/* Scripts of older commands, which know switches alone, name the number in front of the action; later ones
 * have the direction before it, from 1 (devices.md 4.4). */
static bool is_of_subject(uint16_t script, const void *ctx)
{
    const subject *s = ctx;
    unsigned direction = script >> 12;
    unsigned number = script >> 8 & 0xf;
    return number == s->place + 1 &&
           (direction == (unsigned)s->direction + 1 || (direction == 0 && s->direction == AUXILIARY_OUTPUT));
}

static uint8_t level_of(uint16_t script)
{
    unsigned level = script & 0x7f;
    if (script >> 12 == 0) {
        return (script & 0xff) == ACTION_CALENDAR_ON ? FULL : 0;
    }
    return (uint8_t)(level > FULL ? FULL : level);
}

static bool is_in_force(const auxiliary_order *o, alb_time t)
{
    return o->stands && o->from <= t && t < o->to;
}

static bool is_boosted(const work *w, const subject *s, alb_time t)
{
    setting_key control = {.class_id = 1, .obis = {0, 0, 94, 44, 6, (uint8_t)(s->place + 1)}, .id = 2};
    leaves set;
    leaves_init(&set, w->voice->arena);
    return s->direction == AUXILIARY_OUTPUT && w->memory->boost_from != ALB_TIME_NONE &&
           w->memory->boost_from <= t && t < w->memory->boost_until &&
           settings_get(&w->device->settings, &control, &set) && set.count > 0 && set.items[0].number != 0;
}

typedef struct wanted {
    uint8_t level, source;
} wanted;

static wanted wanted_at(const work *w, const subject *s, alb_time t)
{
    const auxiliary_state *state = &w->memory->controllers[s->place].directions[s->direction];
    wanted is = {.level = 0, .source = AUXILIARY_CALENDAR};
    uint16_t script;
    if (is_in_force(&state->commanded, t)) {
        is = (wanted){.level = state->commanded.level, .source = AUXILIARY_COMMAND};
    } else if (is_boosted(w, s, t)) {
        is = (wanted){.level = FULL, .source = AUXILIARY_BOOST};
    } else if (schedule_last(&w->calendar, t - w->offset, is_of_subject, s, &script)) {
        is.level = level_of(script);
    }
    if (is_in_force(&state->limit, t) && state->limit.level < is.level) {
        is.level = state->limit.level;
    }
    return is;
}

/* --- setting it --- */

static bool is_proportional(const work *w, const subject *s)
{
    return w->device->controllers[s->place] == DEVICE_CONTROLLER_PROPORTIONAL;
}

static uint16_t action_of(const work *w, const subject *s, wanted now, uint8_t source_before)
{
    unsigned number = (s->place + 1) << 8;
    if (is_proportional(w, s)) {
        unsigned by_calendar = now.source == AUXILIARY_CALENDAR ? 0x80 : 0;
        return (uint16_t)(((unsigned)s->direction + 1) << 12 | number | by_calendar | now.level);
    }
    if (now.source != AUXILIARY_CALENDAR) {
        return (uint16_t)(number | (now.level > 0 ? ACTION_COMMANDED_ON : ACTION_COMMANDED_OFF));
    }
    if (source_before != AUXILIARY_CALENDAR) {
        return (uint16_t)(number | ACTION_REVERTED);
    }
    return (uint16_t)(number | (now.level > 0 ? ACTION_CALENDAR_ON : ACTION_CALENDAR_OFF));
}

/* Asks the HCALCS, and writes down what became of it. */
static bool command_hcalcs(const work *w, const subject *s, uint16_t action, bool on, alb_time t)
{
    const auxiliary_controller *c = &w->memory->controllers[s->place];
    auxiliary_entry entry = {.time = alb_time_to_2000(t),
                             .action = action,
                             .outcome = OUTCOME_REQUESTED,
                             .id = (uint32_t)(t / 1000)};
    auxiliary_note(w->memory, entry);
    bool done = han_ask(w->voice, c->hcalcs, &(device_han){.kind = DEVICE_HAN_SWITCH, .on = on});
    entry.action = (uint16_t)((s->place + 1) << 8);
    entry.outcome = done ? OUTCOME_SUCCEEDED : OUTCOME_FAILED;
    auxiliary_note(w->memory, entry);
    return done;
}

static bool carry_out(const work *w, const subject *s, uint16_t action, bool on, alb_time t)
{
    if (w->memory->controllers[s->place].has_hcalcs) {
        return command_hcalcs(w, s, action, on, t);
    }
    auxiliary_note(
        w->memory,
        (auxiliary_entry){.time = alb_time_to_2000(t), .action = action, .outcome = OUTCOME_SUCCEEDED});
    return true;
}

static void set(const work *w, const subject *s, wanted now, alb_time t)
{
    auxiliary_state *state = &w->memory->controllers[s->place].directions[s->direction];
    bool changes = state->level != now.level;
    if (!changes && state->source == now.source) {
        return;
    }
    uint16_t action = action_of(w, s, now, state->source);
    state->level = now.level;
    state->source = now.source;
    if (!carry_out(w, s, action, now.level > 0, t)) {
        alert_raise(w->voice, EVENT_STATE_FAILED, t, NULL);
    }
    if (changes) {
        auxiliary_tell_state(w->voice, s->place, t);
    }
}

/* --- time --- */

static void settle(const work *w, const subject *s, alb_time t)
{
    auxiliary_state *state = &w->memory->controllers[s->place].directions[s->direction];
    bool limit_ends = state->limit_was_dropped || (state->limit.stands && state->limit.to <= t);
    bool limit_is_new = state->limit_is_new;
    state->limit_was_dropped = state->limit_is_new = false;
    state->commanded.stands = state->commanded.stands && state->commanded.to > t;
    state->limit.stands = state->limit.stands && state->limit.to > t;
    wanted now = wanted_at(w, s, t);
    set(w, s, now, t);
    if (limit_ends) {
        auxiliary_tell_limit_ended(w->voice, s->place, s->direction, now.level, t);
    }
    if (limit_is_new) {
        auxiliary_tell_limit(w->voice, s->place, s->direction, &state->limit, t);
    }
}

/* The button is let go: what it did goes to its log. */
static void end_boost(auxiliary *a, alb_time t)
{
    if (a->boost_from == ALB_TIME_NONE || a->boost_until > t) {
        return;
    }
    if (a->n_boosts == AUXILIARY_BOOSTS) {
        a->n_boosts--;
        memmove(&a->boosts[0], &a->boosts[1], a->n_boosts * sizeof a->boosts[0]);
    }
    a->boosts[a->n_boosts++] =
        (auxiliary_boost){.start = alb_time_to_2000(a->boost_from), .end = alb_time_to_2000(a->boost_until)};
    a->boost_from = a->boost_until = ALB_TIME_NONE;
}

static void settle_all(const work *w, alb_time t)
{
    for (unsigned i = 0; i < DEVICE_CONTROLLERS; i++) {
        for (unsigned k = 0; k < AUXILIARY_DIRECTIONS; k++) {
            settle(w, &(subject){.place = i, .direction = (auxiliary_direction)k}, t);
        }
    }
    end_boost(w->memory, t);
}

static void take_earlier(alb_time candidate, alb_time after, alb_time *found)
{
    if (candidate > after && candidate < *found) {
        *found = candidate;
    }
}

static void take_order(const auxiliary_order *o, alb_time after, alb_time *found)
{
    if (o->stands) {
        take_earlier(o->from, after, found);
        take_earlier(o->to, after, found);
    }
}

/* When something changes next. */
static alb_time next_after(const work *w, alb_time t)
{
    alb_time found = schedule_next(&w->calendar, t - w->offset);
    found = found == INT64_MAX ? found : found + w->offset;
    for (size_t i = 0; i < DEVICE_CONTROLLERS; i++) {
        for (size_t k = 0; k < AUXILIARY_DIRECTIONS; k++) {
            const auxiliary_state *s = &w->memory->controllers[i].directions[k];
            take_order(&s->commanded, t, &found);
            take_order(&s->limit, t, &found);
        }
    }
    take_earlier(w->memory->boost_until, t, &found);
    return found;
}

static bool load(work *w, const voice *v)
{
    static const setting_key entries_key = {.class_id = 10, .obis = {0, 0, 12, 0, 2, 255}, .id = 2};
    static const setting_key days = {.class_id = 11, .obis = {0, 0, 11, 0, 3, 255}, .id = 2};
    leaves entries;
    leaves special_days;
    leaves_init(&entries, v->arena);
    leaves_init(&special_days, v->arena);
    *w = (work){.voice = v, .device = v->device, .memory = v->device->auxiliary};
    bool is_set = settings_get(&v->device->settings, &entries_key, &entries);
    is_set = settings_get(&v->device->settings, &days, &special_days) || is_set;
    if (is_set && !w->memory) {
        w->memory = auxiliary_of(v->device);
    }
    schedule_init(&w->calendar, &entries, &special_days);
    w->offset = ALB_SECONDS((alb_time)randomised_offset(v->device, v->arena));
    return w->memory != NULL;
}

void auxiliary_work(const voice *v, alb_time now)
{
    work w;
    if (!auxiliary_is(v->device) || !load(&w, v)) {
        return;
    }
    auxiliary *a = w.memory;
    for (alb_time t = next_after(&w, a->worked); t < now; t = next_after(&w, t)) {
        alb_arena_mark mark = alb_arena_save(v->arena);
        settle_all(&w, t);
        alb_arena_restore(v->arena, mark);
    }
    settle_all(&w, now);
    a->worked = now;
    a->due = next_after(&w, now);
}

void auxiliary_skip(device *d, alb_time now)
{
    if (d->auxiliary) {
        d->auxiliary->worked = now;
    }
}

alb_time auxiliary_due(const device *d)
{
    return d->auxiliary ? d->auxiliary->due : INT64_MAX;
}

bool auxiliary_repeat(const voice *v, alb_eui64 hcalcs, alb_time now)
{
    work w;
    subject s = {.place = auxiliary_place_of(v->device, hcalcs), .direction = AUXILIARY_OUTPUT};
    if (s.place == DEVICE_CONTROLLERS || !load(&w, v)) {
        return false;
    }
    const auxiliary_state *state = &w.memory->controllers[s.place].directions[s.direction];
    wanted is = {.level = state->level, .source = state->source};
    return carry_out(&w, &s, action_of(&w, &s, is, state->source), is.level > 0, now);
}
