#include "auxiliary.h"

#include "date_time.h"

#include <stdlib.h>

bool auxiliary_is(const device *d)
{
    for (size_t i = 0; i < DEVICE_CONTROLLERS; i++) {
        if (d->controllers[i] != DEVICE_CONTROLLER_NONE) {
            return true;
        }
    }
    return false;
}

auxiliary *auxiliary_of(device *d)
{
    if (!d->auxiliary) {
        d->auxiliary = calloc(1, sizeof *d->auxiliary);
        if (d->auxiliary) {
            d->auxiliary->worked = device_now(d);
            d->auxiliary->due = INT64_MAX;
            d->auxiliary->boost_from = d->auxiliary->boost_until = ALB_TIME_NONE;
        }
    }
    return d->auxiliary;
}

void auxiliary_note(auxiliary *a, auxiliary_entry entry)
{
    if (a->n_log == AUXILIARY_LOG_ENTRIES) {
        a->n_log--;
        memmove(&a->log[0], &a->log[1], a->n_log * sizeof a->log[0]);
    }
    a->log[a->n_log++] = entry;
}

/* --- HCALCS --- */

unsigned auxiliary_place_of(const device *d, alb_eui64 hcalcs)
{
    unsigned place = 0;
    const auxiliary *a = d->auxiliary;
    while (place < DEVICE_CONTROLLERS && !(a && a->controllers[place].has_hcalcs &&
                                           alb_eui64_equal(a->controllers[place].hcalcs, hcalcs))) {
        place++;
    }
    return place;
}

void auxiliary_join(device *d, alb_eui64 hcalcs)
{
    auxiliary *a = auxiliary_is(d) ? auxiliary_of(d) : NULL;
    for (size_t i = 0; a && i < DEVICE_CONTROLLERS && auxiliary_place_of(d, hcalcs) == DEVICE_CONTROLLERS;
         i++) {
        if (d->controllers[i] == DEVICE_CONTROLLER_HCALCS && !a->controllers[i].has_hcalcs) {
            a->controllers[i] = (auxiliary_controller){.has_hcalcs = true, .hcalcs = hcalcs};
        }
    }
}

void auxiliary_part(device *d, alb_eui64 hcalcs)
{
    unsigned place = auxiliary_place_of(d, hcalcs);
    if (place < DEVICE_CONTROLLERS) {
        d->auxiliary->controllers[place] = (auxiliary_controller){.has_hcalcs = false};
    }
}

alb_span auxiliary_state_text(const device *d, unsigned place, alb_arena *arena)
{
    device_controller kind = d->controllers[place];
    const auxiliary_controller *c = d->auxiliary ? &d->auxiliary->controllers[place] : NULL;
    if (kind == DEVICE_CONTROLLER_NONE || (kind == DEVICE_CONTROLLER_HCALCS && !(c && c->has_hcalcs))) {
        return ALB_LIT("{}");
    }
    const char *text = alb_arena_printf(arena, "{\"outputState\": %u, \"inputState\": %u}",
                                        c ? c->directions[AUXILIARY_OUTPUT].level : 0U,
                                        c ? c->directions[AUXILIARY_INPUT].level : 0U);
    return text ? alb_span_str(text) : ALB_LIT("{}");
}

/* --- as octets --- */

enum { ORDER = 1 + 8 + 8 + 1, ENTRY = 4 + 2 + 1 + 4, MOST_PERCENT = 100 };

static void save_order(const auxiliary_order *o, alb_buf *out)
{
    uint8_t octets[ORDER];
    alb_wr w = alb_wr_init(octets, sizeof octets);
    alb_wr_u8(&w, o->stands);
    alb_wr_be64(&w, (uint64_t)o->from);
    alb_wr_be64(&w, (uint64_t)o->to);
    alb_wr_u8(&w, o->level);
    alb_buf_add(out, alb_wr_span(&w));
}

void auxiliary_save(const auxiliary *a, alb_buf *out)
{
    uint8_t head[4 * 8];
    alb_wr w = alb_wr_init(head, sizeof head);
    alb_wr_be64(&w, (uint64_t)a->worked);
    alb_wr_be64(&w, (uint64_t)a->due);
    alb_wr_be64(&w, (uint64_t)a->boost_from);
    alb_wr_be64(&w, (uint64_t)a->boost_until);
    alb_buf_add(out, alb_wr_span(&w));
    for (size_t i = 0; i < DEVICE_CONTROLLERS; i++) {
        const auxiliary_controller *c = &a->controllers[i];
        alb_buf_add_u8(out, c->has_hcalcs);
        alb_buf_add(out, alb_eui64_span(&c->hcalcs));
        for (size_t k = 0; k < AUXILIARY_DIRECTIONS; k++) {
            save_order(&c->directions[k].commanded, out);
            save_order(&c->directions[k].limit, out);
            alb_buf_add_u8(out, c->directions[k].level);
            alb_buf_add_u8(out, c->directions[k].source);
        }
    }
    alb_buf_add_u8(out, a->n_boosts);
    for (size_t i = 0; i < a->n_boosts; i++) {
        uint8_t octets[8];
        alb_wr b = alb_wr_init(octets, sizeof octets);
        alb_wr_be32(&b, a->boosts[i].start);
        alb_wr_be32(&b, a->boosts[i].end);
        alb_buf_add(out, alb_wr_span(&b));
    }
    alb_buf_add_u8(out, a->n_log);
    for (size_t i = 0; i < a->n_log; i++) {
        uint8_t octets[ENTRY];
        alb_wr e = alb_wr_init(octets, sizeof octets);
        alb_wr_be32(&e, a->log[i].time);
        alb_wr_be16(&e, a->log[i].action);
        alb_wr_u8(&e, a->log[i].outcome);
        alb_wr_be32(&e, a->log[i].id);
        alb_buf_add(out, alb_wr_span(&e));
    }
}

static uint8_t restore_up_to(alb_rd *in, uint8_t most)
{
    uint8_t v = alb_rd_u8(in);
    if (v > most) {
        alb_rd_fail(in, ALB_BAD_VALUE);
        return 0;
    }
    return v;
}

/* The end may be no time at all. */
static alb_time restore_end(alb_rd *in)
{
    alb_rd ahead = *in;
    if (alb_rd_be64(&ahead) == INT64_MAX && ahead.st == ALB_OK) {
        *in = ahead;
        return INT64_MAX;
    }
    return date_time_restore(in);
}

static void restore_order(auxiliary_order *o, alb_rd *in)
{
    o->stands = restore_up_to(in, 1) != 0;
    o->from = date_time_restore(in);
    o->to = restore_end(in);
    o->level = restore_up_to(in, MOST_PERCENT);
}

static void restore_controller(auxiliary_controller *c, alb_rd *in)
{
    c->has_hcalcs = restore_up_to(in, 1) != 0;
    c->hcalcs = alb_rd_eui64(in);
    for (size_t k = 0; k < AUXILIARY_DIRECTIONS; k++) {
        auxiliary_state *s = &c->directions[k];
        restore_order(&s->commanded, in);
        restore_order(&s->limit, in);
        s->level = restore_up_to(in, MOST_PERCENT);
        s->source = restore_up_to(in, AUXILIARY_BOOST);
    }
}

void auxiliary_restore(auxiliary *a, alb_rd *in)
{
    a->worked = date_time_restore(in);
    a->due = restore_end(in);
    a->boost_from = date_time_restore(in);
    a->boost_until = date_time_restore(in);
    for (size_t i = 0; i < DEVICE_CONTROLLERS; i++) {
        restore_controller(&a->controllers[i], in);
    }
    a->n_boosts = restore_up_to(in, AUXILIARY_BOOSTS);
    for (size_t i = 0; i < a->n_boosts; i++) {
        a->boosts[i].start = alb_rd_be32(in);
        a->boosts[i].end = alb_rd_be32(in);
    }
    a->n_log = restore_up_to(in, AUXILIARY_LOG_ENTRIES);
    for (size_t i = 0; i < a->n_log; i++) {
        a->log[i].time = alb_rd_be32(in);
        a->log[i].action = alb_rd_be16(in);
        a->log[i].outcome = restore_up_to(in, OUTCOME_FAILED);
        a->log[i].id = alb_rd_be32(in);
    }
}
