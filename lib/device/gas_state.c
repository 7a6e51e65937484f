/* A gas meter's memory as octets and back: one description serves both directions. */
#include "gas.h"

#include "date_time.h"

#include <stdlib.h>

enum { MESSAGE_MOST = 65535 };

/* out: writing; in: reading. The other one is NULL. */
typedef struct codec {
    alb_buf *out;
    alb_rd *in;
} codec;

static void number(codec *c, uint64_t *v, unsigned octets)
{
    if (c->out) {
        uint8_t room[8];
        alb_wr w = alb_wr_init(room, sizeof room);
        alb_wr_be64(&w, *v);
        alb_buf_add(c->out, alb_span_of(&room[8 - octets], octets));
        return;
    }
    *v = 0;
    for (unsigned i = 0; i < octets; i++) {
        *v = *v << 8 | alb_rd_u8(c->in);
    }
}

static void u64(codec *c, uint64_t *v)
{
    number(c, v, 8);
}

static void u32(codec *c, uint32_t *v)
{
    uint64_t n = *v;
    number(c, &n, 4);
    *v = (uint32_t)n;
}

static void i32(codec *c, int32_t *v)
{
    uint32_t n = (uint32_t)*v;
    u32(c, &n);
    *v = (int32_t)n;
}

static void u16(codec *c, uint16_t *v)
{
    uint64_t n = *v;
    number(c, &n, 2);
    *v = (uint16_t)n;
}

static void u8(codec *c, uint8_t *v)
{
    uint64_t n = *v;
    number(c, &n, 1);
    *v = (uint8_t)n;
}

static void fail(codec *c)
{
    if (c->in) {
        alb_rd_fail(c->in, ALB_BAD_VALUE);
    }
}

static void flag(codec *c, bool *v)
{
    uint8_t n = *v;
    u8(c, &n);
    if (n > 1) {
        fail(c);
    }
    *v = n == 1;
}

static void count(codec *c, uint8_t *v, uint8_t most)
{
    u8(c, v);
    if (*v > most) {
        fail(c);
        *v = 0;
    }
}

static void moment(codec *c, alb_time *v)
{
    if (c->out) {
        uint64_t n = (uint64_t)*v;
        u64(c, &n);
    } else {
        *v = date_time_restore(c->in);
    }
}

static void octets(codec *c, void *v, size_t len)
{
    if (c->out) {
        alb_buf_add(c->out, alb_span_of(v, len));
        return;
    }
    alb_span read = alb_rd_bytes(c->in, len);
    if (len > 0 && read.len == len) {
        memcpy(v, read.ptr, len);
    }
}

static void volumes(codec *c, uint64_t *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        u64(c, &v[i]);
    }
}

/* --- the parts --- */

static void snapshot(codec *c, gas_snapshot *s)
{
    u32(c, &s->id);
    u32(c, &s->time);
    u32(c, &s->cause);
    u64(c, &s->total);
    volumes(c, s->tiers, GAS_TIERS);
    volumes(c, s->blocks, GAS_BLOCKS);
    flag(c, &s->prepayment);
    i32(c, &s->accumulated_debt);
    i32(c, &s->emergency);
    i32(c, &s->credit);
    for (size_t i = 0; i < MONEY_DEBTS; i++) {
        i32(c, &s->debts[i]);
    }
}

static void snapshots(codec *c, gas_log *l, uint8_t capacity)
{
    u32(c, &l->taken);
    count(c, &l->count, capacity);
    for (uint8_t i = 0; i < l->count; i++) {
        snapshot(c, &l->items[i]);
    }
}

static void entries(codec *c, gas_calendar_entry *e, uint8_t n)
{
    for (uint8_t i = 0; i < n; i++) {
        octets(c, e[i].date.octets, sizeof e[i].date.octets);
        u8(c, &e[i].id);
    }
}

static void calendar(codec *c, gas_calendar *k)
{
    u32(c, &k->id);
    u32(c, &k->issuer_event);
    u32(c, &k->special_event);
    u32(c, &k->start);
    count(c, &k->n_days, GAS_CALENDAR_DAYS);
    for (uint8_t i = 0; i < k->n_days; i++) {
        gas_calendar_day *d = &k->days[i];
        u8(c, &d->id);
        count(c, &d->n_switches, GAS_CALENDAR_SWITCHES);
        for (uint8_t s = 0; s < d->n_switches; s++) {
            u16(c, &d->switches[s].minute);
            u8(c, &d->switches[s].value);
        }
    }
    count(c, &k->n_weeks, GAS_CALENDAR_WEEKS);
    for (uint8_t i = 0; i < k->n_weeks; i++) {
        u8(c, &k->weeks[i].id);
        octets(c, k->weeks[i].days, sizeof k->weeks[i].days);
    }
    count(c, &k->n_seasons, GAS_CALENDAR_SEASONS);
    entries(c, k->seasons, k->n_seasons);
    count(c, &k->n_special_days, GAS_CALENDAR_SPECIAL_DAYS);
    entries(c, k->special_days, k->n_special_days);
}

static void tariff(codec *c, gas_tariff *t)
{
    flag(c, &t->is_block);
    u32(c, &t->issuer_event);
    u32(c, &t->standing_charge);
    for (size_t i = 0; i < GAS_TIERS; i++) {
        u32(c, &t->tier_prices[i]);
        u32(c, &t->block_prices[i]);
    }
    count(c, &t->n_thresholds, GAS_THRESHOLDS);
    volumes(c, t->thresholds, GAS_THRESHOLDS);
}

static void terms(codec *c, gas_terms *t)
{
    u16(c, &t->control);
    i32(c, &t->cut_off);
    i32(c, &t->debt_cap);
    u32(c, &t->emergency_limit);
    u32(c, &t->emergency_threshold);
    u32(c, &t->low_credit);
    u32(c, &t->most_balance);
    u32(c, &t->most_credit);
    for (size_t i = 0; i < GAS_TIME_DEBTS; i++) {
        u32(c, &t->debt_rate[i]);
        u8(c, &t->debt_frequency[i]);
    }
    u16(c, &t->debt_share);
}

static void flow(codec *c, gas_flow_check *f)
{
    u16(c, &f->threshold);
    u16(c, &f->multiplier);
    u16(c, &f->divisor);
    u16(c, &f->period);
    u8(c, &f->unit);
    u8(c, &f->stabilisation);
}

static void billing(codec *c, gas_billing *b)
{
    u32(c, &b->issuer_event);
    u32(c, &b->start);
    u32(c, &b->duration);
    u8(c, &b->duration_type);
    u32(c, &b->ended);
}

static void payments(codec *c, gas *g)
{
    octets(c, g->top_up_codes, sizeof g->top_up_codes);
    count(c, &g->n_payments, GAS_DEBT_PAYMENTS);
    for (uint8_t i = 0; i < g->n_payments; i++) {
        u32(c, &g->payments[i].time);
        u32(c, &g->payments[i].amount);
        u32(c, &g->payments[i].outstanding);
    }
}

static void registers(codec *c, gas *g)
{
    moment(c, &g->at);
    u64(c, &g->total);
    volumes(c, g->tiers, GAS_TIERS);
    volumes(c, g->blocks, GAS_BLOCKS);
    u64(c, &g->period_energy);
    u64(c, &g->energy_rest);
    u64(c, &g->cost_rest);
    u32(c, &g->conversion_factor);
    u32(c, &g->calorific_value);
}

static void standing(codec *c, gas *g)
{
    uint64_t bill = (uint64_t)g->bill;
    u64(c, &bill);
    g->bill = (int64_t)bill;
    u8(c, &g->tamper_state);
    u8(c, &g->depletion_state);
    u32(c, &g->sampling_since);
    u32(c, &g->tenancy);
    count(c, &g->site_id_len, GAS_SITE_ID);
    octets(c, g->site_id, GAS_SITE_ID);
    flag(c, &g->low_credit);
    flag(c, &g->offers_emergency);
    flag(c, &g->is_exhausted);
    flag(c, &g->is_suspended);
    flag(c, &g->closed_for_credit);
}

static void walk(codec *c, gas *g)
{
    registers(c, g);
    tariff(c, &g->tariff);
    calendar(c, &g->calendar);
    calendar(c, &g->friendly);
    billing(c, &g->billing);
    flow(c, &g->flow);
    terms(c, &g->terms);
    standing(c, g);
    payments(c, g);
    snapshots(c, &g->daily, GAS_DAILY);
    snapshots(c, &g->billed, GAS_BILLING);
}

/* --- commands that wait --- */

static void save_pending(const gas *g, alb_buf *out)
{
    alb_buf_add_u8(out, g->n_pending);
    for (uint8_t i = 0; i < g->n_pending; i++) {
        uint8_t head[13];
        alb_wr w = alb_wr_init(head, sizeof head);
        alb_wr_be64(&w, (uint64_t)g->pending[i].at);
        alb_wr_u8(&w, g->pending[i].role);
        alb_wr_be32(&w, g->pending[i].len);
        alb_buf_add(out, alb_wr_span(&w));
        alb_buf_add(out, alb_span_of(g->pending[i].message, g->pending[i].len));
    }
}

/* What is read before one that fails is given back by gas_release. */
static void restore_pending(gas *g, alb_rd *in)
{
    uint8_t n = alb_rd_u8(in);
    for (uint8_t i = 0; i < n && in->st == ALB_OK; i++) {
        gas_pending p = {.at = date_time_restore(in), .role = alb_rd_u8(in)};
        alb_span message = alb_rd_bytes(in, alb_rd_be32(in));
        bool fits = in->st == ALB_OK && i < GAS_PENDING && message.len > 0 && message.len <= MESSAGE_MOST;
        p.message = fits ? malloc(message.len) : NULL;
        if (!p.message) {
            alb_rd_fail(in, ALB_BAD_VALUE);
            return;
        }
        memcpy(p.message, message.ptr, message.len);
        p.len = (uint32_t)message.len;
        g->pending[g->n_pending++] = p;
    }
}

void gas_save(const gas *g, alb_buf *out)
{
    gas copy = *g; /* shallow: what is written changes nothing */
    codec c = {.out = out};
    walk(&c, &copy);
    save_pending(g, out);
    money_save(&g->money, out);
    event_log_save(&g->events, out);
    event_log_save(&g->security, out);
}

/* Bounds of a state that was, so that no sum overflows later. */
static bool is_plausible(const gas *g)
{
    return g->at != ALB_TIME_NONE && g->total < UINT64_C(1) << 48 && g->period_energy < UINT64_C(1) << 62 &&
           g->energy_rest < 3600 && g->cost_rest < 1000000 && g->bill < INT64_C(1) << 61 &&
           g->bill > -(INT64_C(1) << 61);
}

void gas_restore(gas *g, alb_rd *in)
{
    codec c = {.in = in};
    walk(&c, g);
    restore_pending(g, in);
    money_restore(&g->money, in);
    event_log_restore(&g->events, in);
    event_log_restore(&g->security, in);
    for (size_t i = 0; i < MONEY_CREDITS; i++) {
        g->top_up_codes[i][GBCS_UTRN_DIGITS] = 0;
    }
    if (in->st == ALB_OK && !is_plausible(g)) {
        fail(&c);
    }
}
