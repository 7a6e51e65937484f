/* A gas meter's memory as octets and back: one description serves both directions. */
#include "codec.h"
#include "date_time.h"
#include "gas.h"

#include <stdlib.h>

enum { MESSAGE_MOST = 65535 };

/* --- the parts --- */

static void snapshot(codec *c, gas_snapshot *s)
{
    codec_u32(c, &s->id);
    codec_u32(c, &s->time);
    codec_u32(c, &s->cause);
    codec_u64(c, &s->total);
    codec_u64s(c, s->tiers, GAS_TIERS);
    codec_u64s(c, s->blocks, GAS_BLOCKS);
    codec_flag(c, &s->prepayment);
    codec_i32(c, &s->accumulated_debt);
    codec_i32(c, &s->emergency);
    codec_i32(c, &s->credit);
    for (size_t i = 0; i < MONEY_DEBTS; i++) {
        codec_i32(c, &s->debts[i]);
    }
}

static void snapshots(codec *c, gas_log *l, uint8_t capacity)
{
    codec_u32(c, &l->taken);
    codec_count(c, &l->count, capacity);
    for (uint8_t i = 0; i < l->count; i++) {
        snapshot(c, &l->items[i]);
    }
}

static void entries(codec *c, calendar_entry *e, uint8_t n)
{
    for (uint8_t i = 0; i < n; i++) {
        codec_u16(c, &e[i].date.year);
        codec_u8(c, &e[i].date.month);
        codec_u8(c, &e[i].date.day);
        codec_u8(c, &e[i].date.weekday);
        codec_u8(c, &e[i].id);
    }
}

static void table(codec *c, calendar *k)
{
    codec_count(c, &k->n_days, CALENDAR_DAYS);
    for (uint8_t i = 0; i < k->n_days; i++) {
        calendar_day *d = &k->days[i];
        codec_u8(c, &d->id);
        codec_count(c, &d->n_switches, GAS_SWITCHES);
        for (uint8_t s = 0; s < d->n_switches; s++) {
            codec_u32(c, &d->switches[s].second);
            codec_u16(c, &d->switches[s].value);
        }
    }
    codec_count(c, &k->n_weeks, CALENDAR_WEEKS);
    for (uint8_t i = 0; i < k->n_weeks; i++) {
        codec_u8(c, &k->weeks[i].id);
        codec_octets(c, k->weeks[i].days, sizeof k->weeks[i].days);
    }
    codec_count(c, &k->n_seasons, CALENDAR_SEASONS);
    entries(c, k->seasons, k->n_seasons);
    codec_count(c, &k->n_special_days, CALENDAR_SPECIAL_DAYS);
    entries(c, k->special_days, k->n_special_days);
}

static void published_calendar(codec *c, gas_calendar *k)
{
    codec_u32(c, &k->id);
    codec_u32(c, &k->issuer_event);
    codec_u32(c, &k->special_event);
    codec_u32(c, &k->start);
    table(c, &k->table);
}

static void tariff(codec *c, gas_tariff *t)
{
    codec_flag(c, &t->is_block);
    codec_u32(c, &t->issuer_event);
    codec_u32(c, &t->standing_charge);
    for (size_t i = 0; i < GAS_TIERS; i++) {
        codec_u32(c, &t->tier_prices[i]);
        codec_u32(c, &t->block_prices[i]);
    }
    codec_count(c, &t->n_thresholds, GAS_THRESHOLDS);
    codec_u64s(c, t->thresholds, GAS_THRESHOLDS);
}

static void terms(codec *c, gas_terms *t)
{
    codec_u16(c, &t->control);
    codec_i32(c, &t->cut_off);
    codec_i32(c, &t->debt_cap);
    codec_u32(c, &t->emergency_limit);
    codec_u32(c, &t->emergency_threshold);
    codec_u32(c, &t->low_credit);
    codec_u32(c, &t->most_balance);
    codec_u32(c, &t->most_credit);
    for (size_t i = 0; i < ACCOUNT_TIME_DEBTS; i++) {
        codec_u32(c, &t->debt_rate[i]);
        codec_u8(c, &t->debt_frequency[i]);
    }
    codec_u16(c, &t->debt_share);
}

static void flow(codec *c, gas_flow_check *f)
{
    codec_u16(c, &f->threshold);
    codec_u16(c, &f->multiplier);
    codec_u16(c, &f->divisor);
    codec_u16(c, &f->period);
    codec_u8(c, &f->unit);
    codec_u8(c, &f->stabilisation);
}

static void billing(codec *c, gas_billing *b)
{
    codec_u32(c, &b->issuer_event);
    codec_u32(c, &b->start);
    codec_u32(c, &b->duration);
    codec_u8(c, &b->duration_type);
    codec_u32(c, &b->ended);
}

static void registers(codec *c, gas *g)
{
    codec_moment(c, &g->at);
    codec_u64(c, &g->total);
    codec_u64s(c, g->tiers, GAS_TIERS);
    codec_u64s(c, g->blocks, GAS_BLOCKS);
    codec_u64(c, &g->period_energy);
    codec_u64(c, &g->energy_rest);
    codec_u64(c, &g->cost_rest);
    codec_u32(c, &g->conversion_factor);
    codec_u32(c, &g->calorific_value);
}

static void standing(codec *c, gas *g)
{
    uint64_t bill = (uint64_t)g->bill;
    codec_u64(c, &bill);
    g->bill = (int64_t)bill;
    codec_u8(c, &g->tamper_state);
    codec_u8(c, &g->depletion_state);
    codec_u32(c, &g->sampling_since);
    codec_u32(c, &g->tenancy);
    codec_count(c, &g->site_id_len, GAS_SITE_ID);
    codec_octets(c, g->site_id, GAS_SITE_ID);
    codec_octets(c, g->top_up_codes, sizeof g->top_up_codes);
}

static void walk(codec *c, gas *g)
{
    registers(c, g);
    tariff(c, &g->tariff);
    published_calendar(c, &g->calendar);
    published_calendar(c, &g->friendly);
    billing(c, &g->billing);
    flow(c, &g->flow);
    terms(c, &g->terms);
    standing(c, g);
    account_walk(c, &g->account);
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
    for (size_t i = 0; i < MONEY_CREDITS; i++) {
        g->top_up_codes[i][GBCS_UTRN_DIGITS] = 0;
    }
    if (in->st == ALB_OK && !is_plausible(g)) {
        codec_fail(&c);
    }
}
