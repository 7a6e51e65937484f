#include "esme_plan.h"

#include <stdlib.h>

void esme_release(esme *e)
{
    free(e->plan);
    e->plan = NULL;
}

void esme_balances(const money *m, int32_t out[static ESME_BALANCES])
{
    out[0] = m->balance;
    out[1] = m->emergency;
    out[2] = m->accumulated_debt;
    for (size_t i = 0; i < MONEY_DEBTS; i++) {
        out[3 + i] = m->debts[i];
    }
}

static void take(const esme *e, esme_snapshot *items, uint8_t *count, uint8_t capacity, alb_time at)
{
    if (*count == capacity) {
        memmove(&items[0], &items[1], (capacity - 1U) * sizeof items[0]);
        (*count)--;
    }
    esme_snapshot *s = &items[(*count)++];
    *s = (esme_snapshot){.time = alb_time_to_2000(at), .registers = e->registers};
    esme_balances(&e->account.money, s->balances);
}

void esme_note_day(esme *e, alb_time at)
{
    take(e, e->daily.items, &e->daily.count, ESME_DAILY, at);
}

void esme_note_bill(const esme *e, esme_bills *bills, alb_time at)
{
    take(e, bills->items, &bills->count, ESME_BILLING, at);
}

/* --- as octets: one description serves both directions --- */

static void walk_registers(codec *c, esme_registers *r)
{
    codec_u32(c, &r->import);
    codec_u32(c, &r->secondary_import);
    codec_sparse(c, r->tou, ESME_TOU);
    codec_sparse(c, r->secondary, ESME_SECONDARY);
    for (size_t b = 0; b < ESME_BLOCKS; b++) {
        codec_sparse(c, r->blocks[b], ESME_BANDS);
    }
}

static void walk_log(codec *c, esme_snapshot *items, uint8_t *count, uint8_t capacity)
{
    codec_count(c, count, capacity);
    for (uint8_t i = 0; i < *count; i++) {
        esme_snapshot *s = &items[i];
        uint32_t amounts[ESME_BALANCES];
        codec_u32(c, &s->time);
        walk_registers(c, &s->registers);
        for (size_t k = 0; k < ESME_BALANCES; k++) {
            amounts[k] = (uint32_t)s->balances[k];
        }
        codec_sparse(c, amounts, ESME_BALANCES);
        for (size_t k = 0; k < ESME_BALANCES; k++) {
            s->balances[k] = (int32_t)amounts[k];
        }
    }
}

static void walk_untold(codec *c, event_list *events)
{
    uint8_t n = (uint8_t)events->count;
    codec_count(c, &n, EVENT_LIST_MOST);
    events->count = n;
    for (uint8_t i = 0; i < n; i++) {
        codec_u16(c, &events->items[i].code);
        codec_moment(c, &events->items[i].at);
        if (c->in && events->items[i].at == ALB_TIME_NONE) {
            codec_fail(c);
        }
    }
}

static void walk(codec *c, esme *e)
{
    codec_moment(c, &e->at);
    walk_registers(c, &e->registers);
    for (size_t b = 0; b < ESME_BLOCKS; b++) {
        codec_sparse(c, e->counters[b], ESME_BANDS);
    }
    codec_u32(c, &e->cost_rest);
    account_walk(c, &e->account);
    codec_moment(c, &e->demand_at);
    for (size_t i = 0; i < ESME_DEMANDS; i++) {
        codec_u32(c, &e->demand[i].watts);
        codec_u32(c, &e->demand[i].time);
        codec_u32(c, &e->demand[i].reset);
    }
    walk_log(c, e->daily.items, &e->daily.count, ESME_DAILY);
    walk_log(c, e->billed.items, &e->billed.count, ESME_BILLING);
    walk_log(c, e->changed.items, &e->changed.count, ESME_BILLING);
    load_limit_walk(c, &e->limit);
    voltage_walk(c, &e->voltage);
    walk_untold(c, &e->untold);
}

void esme_save(const esme *e, alb_buf *out)
{
    esme copy = *e; /* shallow: what is written changes nothing */
    codec c = {.out = out};
    walk(&c, &copy);
}

void esme_restore(esme *e, alb_rd *in)
{
    const uint32_t millionths = 1000000;
    codec c = {.in = in};
    walk(&c, e);
    e->next = e->at;                        /* asked, it looks */
    const alb_time longest = ALB_DAYS(400); /* that half hours waited to be compared */
    bool is_timed =
        e->at != ALB_TIME_NONE && e->demand_at != ALB_TIME_NONE && e->demand_at >= e->at - longest;
    if (in->st == ALB_OK && (!is_timed || e->cost_rest >= millionths)) {
        codec_fail(&c);
    }
}
