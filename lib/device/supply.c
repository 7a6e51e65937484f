#include "supply.h"

#include "date_time.h"
#include "device/device.h"

#include <stdlib.h>

enum { HEAD = 3 + 8 + 8 + 1, INTERRUPTION = 8 + 8 + 8 };

void supply_init(supply *s, supply_source source, alb_time now)
{
    *s = (supply){.source = source, .state = SUPPLY_ENABLED, .flowing = true, .since = now};
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
static void end_interruption(supply *s, alb_eui64 home, alb_time now)
{
    interruption i = {.from = s->since, .to = now, .withheld_before = s->withheld};
    if (now <= s->since) {
        return; /* the clock was set back */
    }
    bool kept = add_interruption(s, &i);
    (void)kept;
    s->withheld += s->source(home, now) - s->source(home, s->since);
}

static void settle(supply *s, alb_eui64 home, bool mains, alb_time now)
{
    bool flowing = mains && s->state == SUPPLY_ENABLED;
    if (flowing == s->flowing) {
        return;
    }
    if (flowing) {
        end_interruption(s, home, now);
    }
    s->flowing = flowing;
    s->since = now;
}

bool supply_run(supply *s, alb_eui64 home, uint16_t script, bool mains, alb_time now, bool *armed)
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
    settle(s, home, mains, now);
    return true;
}

void supply_lock(supply *s, alb_eui64 home, alb_time now)
{
    s->state = SUPPLY_DISABLED;
    s->locked = true;
    settle(s, home, true, now);
}

void supply_mains(supply *s, alb_eui64 home, bool mains, alb_time now)
{
    settle(s, home, mains, now);
}

uint64_t supply_register(const supply *s, alb_eui64 home, alb_time t)
{
    uint64_t withheld = s->withheld;
    if (!s->flowing && t > s->since) {
        t = s->since;
    }
    /* Back to the interruption that t lies in, or behind. */
    for (size_t n = s->n_past; n > 0 && t < s->past[n - 1].to; n--) {
        const interruption *i = &s->past[n - 1];
        withheld = i->withheld_before;
        t = t > i->from ? i->from : t;
    }
    uint64_t taken = s->source(home, t);
    return taken > withheld ? taken - withheld : 0;
}

uint32_t supply_power(const supply *s, alb_eui64 home, alb_time now)
{
    return s->flowing ? device_import_half_hour(home, now) * 2 : 0;
}

/* --- as octets --- */

void supply_save(const supply *s, alb_buf *out)
{
    uint8_t head[HEAD];
    alb_wr w = alb_wr_init(head, sizeof head);
    alb_wr_u8(&w, (uint8_t)s->state);
    alb_wr_u8(&w, s->locked);
    alb_wr_u8(&w, s->flowing);
    alb_wr_be64(&w, (uint64_t)s->since);
    alb_wr_be64(&w, s->withheld);
    alb_wr_u8(&w, s->n_past);
    alb_buf_add(out, alb_wr_span(&w));
    for (size_t i = 0; i < s->n_past; i++) {
        uint8_t octets[INTERRUPTION];
        alb_wr p = alb_wr_init(octets, sizeof octets);
        alb_wr_be64(&p, (uint64_t)s->past[i].from);
        alb_wr_be64(&p, (uint64_t)s->past[i].to);
        alb_wr_be64(&p, s->past[i].withheld_before);
        alb_buf_add(out, alb_wr_span(&p));
    }
}

static bool read_bool(alb_rd *in)
{
    uint8_t v = alb_rd_u8(in);
    if (v > 1) {
        alb_rd_fail(in, ALB_BAD_VALUE);
    }
    return v == 1;
}

void supply_restore(supply *s, alb_rd *in)
{
    uint8_t state = alb_rd_u8(in);
    if (state > SUPPLY_ARMED) {
        alb_rd_fail(in, ALB_BAD_VALUE);
        return;
    }
    s->state = (supply_state)state;
    s->locked = read_bool(in);
    s->flowing = read_bool(in);
    s->since = date_time_restore(in);
    s->withheld = alb_rd_be64(in);
    uint8_t count = alb_rd_u8(in);
    if (count > SUPPLY_INTERRUPTIONS) {
        alb_rd_fail(in, ALB_BAD_VALUE);
    }
    for (uint8_t n = 0; n < count && in->st == ALB_OK; n++) {
        interruption i = {.from = date_time_restore(in)};
        i.to = date_time_restore(in);
        i.withheld_before = alb_rd_be64(in);
        if (i.to <= i.from || (in->st == ALB_OK && !add_interruption(s, &i))) {
            alb_rd_fail(in, ALB_BAD_VALUE);
        }
    }
}
