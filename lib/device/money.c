#include "money.h"

enum { FIXED = 4 + 4 + 4 + 1 + 4 * MONEY_DEBTS + 1 + 4 + 4 + 4 + 1, SHARE_WHOLE = 10000 };

static int32_t clamp(int64_t v)
{
    if (v > INT32_MAX) {
        return INT32_MAX;
    }
    return v < INT32_MIN ? INT32_MIN : (int32_t)v;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

void money_adjust_balance(money *m, int32_t amount)
{
    m->balance = clamp((int64_t)m->balance + amount);
}

void money_adjust_debt(money *m, int debt, int32_t amount)
{
    m->debts[debt] = clamp(most((int64_t)m->debts[debt] + amount, 0));
}

/* Weeks begin on Mondays at 00:00 UTC, as the epoch of this count did (1970-01-05). */
static uint32_t week_of(alb_time t)
{
    return (uint32_t)((t - ALB_DAYS(4)) / ALB_DAYS(7));
}

static int64_t collect_debt(money *m, const money_limits *limits, int64_t amount, alb_time now)
{
    int32_t *debt = &m->debts[MONEY_PAYMENT_DEBT];
    if (week_of(now) != m->cap_week) {
        m->cap_week = week_of(now);
        m->cap_used = 0;
    }
    int64_t left_of_cap = most(0, (int64_t)limits->debt_cap - m->cap_used);
    int64_t part = least(least(amount * limits->debt_share / SHARE_WHOLE, *debt), left_of_cap);
    *debt -= (int32_t)part;
    m->cap_used += (int32_t)part;
    return part;
}

static void note_credit(money *m, int32_t amount, alb_time now)
{
    if (m->n_credits == MONEY_CREDITS) {
        memmove(&m->credits[0], &m->credits[1], (MONEY_CREDITS - 1) * sizeof m->credits[0]);
        m->n_credits--;
    }
    m->credits[m->n_credits++] = (money_credit){.time = alb_time_to_2000(now), .amount = (uint32_t)amount};
}

money_refusal money_top_up(money *m, const money_limits *limits, int32_t amount, alb_time now)
{
    if (limits->maximum_credit > 0 && amount > limits->maximum_credit) {
        return MONEY_OVER_CREDIT;
    }
    if (limits->maximum_balance > 0 && (int64_t)m->balance + amount > limits->maximum_balance) {
        return MONEY_OVER_BALANCE;
    }
    int64_t rest = amount - collect_debt(m, limits, amount, now);
    int64_t part = least(rest, m->accumulated_debt);
    m->accumulated_debt -= (int32_t)part;
    rest -= part;
    part = least(rest, most(0, (int64_t)limits->disablement_threshold - m->balance));
    m->balance = clamp(m->balance + part);
    rest -= part;
    int64_t used = m->emergency_selected ? most(0, (int64_t)limits->emergency_limit - m->emergency) : 0;
    part = least(rest, used);
    m->emergency = clamp(m->emergency + part);
    rest -= part;
    m->balance = clamp(m->balance + rest);
    note_credit(m, amount, now);
    return MONEY_TAKEN;
}

/* --- as octets --- */

void money_save(const money *m, alb_buf *out)
{
    uint8_t octets[FIXED + 8 * MONEY_CREDITS + 4 + 4 + 4 * GBCS_UTRN_CACHE];
    alb_wr w = alb_wr_init(octets, sizeof octets);
    alb_wr_be32(&w, (uint32_t)m->balance);
    alb_wr_be32(&w, (uint32_t)m->emergency);
    alb_wr_be32(&w, (uint32_t)m->accumulated_debt);
    alb_wr_u8(&w, m->emergency_selected);
    for (size_t i = 0; i < MONEY_DEBTS; i++) {
        alb_wr_be32(&w, (uint32_t)m->debts[i]);
    }
    alb_wr_be32(&w, m->cap_week);
    alb_wr_be32(&w, (uint32_t)m->cap_used);
    alb_wr_u8(&w, m->n_credits);
    for (size_t i = 0; i < m->n_credits; i++) {
        alb_wr_be32(&w, m->credits[i].time);
        alb_wr_be32(&w, m->credits[i].amount);
    }
    alb_wr_be32(&w, m->tokens.floor);
    alb_wr_be32(&w, m->tokens.count);
    for (size_t i = 0; i < m->tokens.count; i++) {
        alb_wr_be32(&w, m->tokens.counters[i]);
    }
    alb_buf_add(out, alb_wr_span(&w));
}

void money_restore(money *m, alb_rd *in)
{
    m->balance = (int32_t)alb_rd_be32(in);
    m->emergency = (int32_t)alb_rd_be32(in);
    m->accumulated_debt = (int32_t)alb_rd_be32(in);
    m->emergency_selected = alb_rd_u8(in) != 0;
    for (size_t i = 0; i < MONEY_DEBTS; i++) {
        m->debts[i] = (int32_t)alb_rd_be32(in);
    }
    m->cap_week = alb_rd_be32(in);
    m->cap_used = (int32_t)alb_rd_be32(in);
    m->n_credits = alb_rd_u8(in);
    if (m->n_credits > MONEY_CREDITS) {
        alb_rd_fail(in, ALB_BAD_VALUE);
        m->n_credits = 0;
    }
    for (size_t i = 0; i < m->n_credits; i++) {
        m->credits[i].time = alb_rd_be32(in);
        m->credits[i].amount = alb_rd_be32(in);
    }
    m->tokens.floor = alb_rd_be32(in);
    m->tokens.count = alb_rd_be32(in);
    if (m->tokens.count > GBCS_UTRN_CACHE) {
        alb_rd_fail(in, ALB_BAD_VALUE);
        m->tokens.count = 0;
    }
    for (size_t i = 0; i < m->tokens.count; i++) {
        m->tokens.counters[i] = alb_rd_be32(in);
    }
}
