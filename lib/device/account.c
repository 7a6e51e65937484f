#include "account.h"

enum {
    EVENT_LOW_CREDIT = 0x810d,
    EVENT_EMERGENCY_OFFERED = 0x8119,
    EVENT_ARMED_BY_EMERGENCY = 0x8168,
    EVENT_DEBT_PAID = 0x81a7, /* time debt 1, 2 and payment debt one after the other */
    EVENT_EMERGENCY_EXHAUSTED = 0x81aa,
    EVENT_EMERGENCY_SELECTED = 0x81ab,
    EVENT_CREDIT_GONE = 0x8f0f,
    EVENT_ARMED = 0x8f32,
    EVENT_SUSPENDED = 0x8f83
};

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

static int64_t combined(const money *m)
{
    return (int64_t)m->balance + (m->emergency_selected ? m->emergency : 0);
}

static bool uses_emergency(const money *m)
{
    return m->emergency_selected && m->balance <= 0;
}

static void tell(const accounting *a, uint16_t code)
{
    event_list_add(a->events, code, a->at);
}

/* --- charges --- */

/* The balance pays until it is empty, then selected emergency credit, then the balance what is left. */
static void pay(money *m, int64_t amount)
{
    if (m->emergency_selected && amount > 0) {
        int64_t part = m->balance > 0 ? least(amount, m->balance) : 0;
        m->balance = clamp(m->balance - part);
        amount -= part;
        part = m->emergency > 0 ? least(amount, m->emergency) : 0;
        m->emergency = clamp(m->emergency - part);
        amount -= part;
    }
    m->balance = clamp(m->balance - amount);
}

void account_charge(const accounting *a, account_charge_kind kind, int64_t amount)
{
    money *m = &a->account->money;
    bool accumulates = uses_emergency(m) && !a->terms.collects_in_emergency && kind != ACCOUNT_ENERGY;
    if (accumulates) {
        m->accumulated_debt = clamp(m->accumulated_debt + amount);
    } else {
        pay(m, amount);
    }
    if (kind == ACCOUNT_DEBT_1 || kind == ACCOUNT_DEBT_2) {
        int debt = kind == ACCOUNT_DEBT_1 ? MONEY_TIME_DEBT_1 : MONEY_TIME_DEBT_2;
        m->debts[debt] = clamp(m->debts[debt] - amount);
        if (m->debts[debt] == 0) {
            tell(a, (uint16_t)(EVENT_DEBT_PAID + debt));
        }
    }
}

void account_collect_debts(const accounting *a, account_period period)
{
    bool halted = a->supply->state == SUPPLY_DISABLED && a->terms.halts_when_disabled;
    for (int i = 0; i < ACCOUNT_TIME_DEBTS; i++) {
        int64_t amount = least(a->terms.debt_rate[i], a->account->money.debts[MONEY_TIME_DEBT_1 + i]);
        if (!halted && a->terms.debt_period[i] == period && amount > 0) {
            account_charge(a, i == 0 ? ACCOUNT_DEBT_1 : ACCOUNT_DEBT_2, amount);
        }
    }
}

/* --- what follows --- */

static void run_supply(const accounting *a, uint16_t script)
{
    bool armed;
    if (supply_run(a->supply, script, a->mains, a->at, &armed) && armed) {
        tell(a, EVENT_ARMED);
    }
}

static void warn(const accounting *a)
{
    account *c = a->account;
    bool low = combined(&c->money) < a->terms.low_credit;
    if (low && !c->low_credit) {
        tell(a, EVENT_LOW_CREDIT);
    }
    c->low_credit = low;
}

static void offer_emergency(const accounting *a)
{
    account *c = a->account;
    const money *m = &c->money;
    bool offers =
        !m->emergency_selected && a->terms.emergency_limit > 0 && m->balance < a->terms.emergency_threshold;
    if (offers && !c->offers_emergency) {
        tell(a, EVENT_EMERGENCY_OFFERED);
    }
    c->offers_emergency = offers;
    bool exhausted = m->emergency_selected && m->emergency == 0;
    if (exhausted && !c->is_exhausted) {
        tell(a, EVENT_EMERGENCY_EXHAUSTED);
    }
    c->is_exhausted = exhausted;
}

static void lift_closure(const accounting *a)
{
    if (a->account->closed_for_credit) {
        a->account->closed_for_credit = false;
        run_supply(a, SUPPLY_SCRIPT_ARM);
    }
}

/* Without credit the supply is disabled, but in friendly hours; with credit again it is armed: the consumer
 * switches it on. */
static void follow_credit(const accounting *a)
{
    account *c = a->account;
    if (combined(&c->money) >= a->terms.disablement_threshold) {
        c->is_suspended = false;
        lift_closure(a);
    } else if (a->supply->state == SUPPLY_DISABLED) {
        return;
    } else if (!a->friendly) {
        run_supply(a, SUPPLY_SCRIPT_DISABLE);
        c->closed_for_credit = true;
        tell(a, EVENT_CREDIT_GONE);
    } else if (a->supply->state == SUPPLY_ENABLED && !c->is_suspended) {
        c->is_suspended = true;
        tell(a, EVENT_SUSPENDED);
    }
}

/* Once it is repaid and the balance is where it is offered no more, emergency credit ends: it can be offered
 * again later. */
static void end_emergency(const accounting *a)
{
    money *m = &a->account->money;
    bool is_repaid = m->emergency >= a->terms.emergency_limit && m->balance >= a->terms.emergency_threshold;
    m->emergency_selected = m->emergency_selected && !is_repaid;
}

void account_evaluate(const accounting *a)
{
    if (a->terms.prepayment) {
        end_emergency(a);
        warn(a);
        offer_emergency(a);
        follow_credit(a);
    }
}

/* --- what people do --- */

bool account_select_emergency(const accounting *a)
{
    account *c = a->account;
    money *m = &c->money;
    if (!a->terms.prepayment) {
        return false;
    }
    if (m->emergency_selected) {
        return true;
    }
    if (m->balance >= a->terms.emergency_threshold) {
        return false;
    }
    bool was_closed = c->closed_for_credit;
    m->emergency_selected = true;
    m->emergency = a->terms.emergency_limit;
    tell(a, EVENT_EMERGENCY_SELECTED);
    account_evaluate(a);
    if (was_closed && !c->closed_for_credit) {
        tell(a, EVENT_ARMED_BY_EMERGENCY);
    }
    return true;
}

static void note_payment(const accounting *a, int32_t before)
{
    account *c = a->account;
    int32_t debt = c->money.debts[MONEY_PAYMENT_DEBT];
    if (debt == before) {
        return;
    }
    if (c->n_payments == ACCOUNT_PAYMENTS) {
        memmove(&c->payments[0], &c->payments[1], (ACCOUNT_PAYMENTS - 1) * sizeof c->payments[0]);
        c->n_payments--;
    }
    c->payments[c->n_payments++] = (account_payment){
        .time = alb_time_to_2000(a->at), .amount = (uint32_t)(before - debt), .outstanding = (uint32_t)debt};
    if (debt == 0) {
        tell(a, EVENT_DEBT_PAID + MONEY_PAYMENT_DEBT);
    }
}

money_refusal account_top_up(const accounting *a, int32_t amount)
{
    const account_terms *t = &a->terms;
    money *m = &a->account->money;
    money_limits limits = {.disablement_threshold = t->disablement_threshold,
                           .emergency_limit = t->emergency_limit,
                           .maximum_credit = t->most_credit,
                           .maximum_balance = t->most_balance,
                           .debt_share = t->debt_share,
                           .debt_cap = t->debt_cap};
    int32_t debt = m->debts[MONEY_PAYMENT_DEBT];
    money_refusal refusal = money_top_up(m, &limits, amount, a->at);
    if (refusal == MONEY_TAKEN) {
        note_payment(a, debt);
        account_evaluate(a);
    }
    return refusal;
}

void account_reset(const accounting *a)
{
    money *m = &a->account->money;
    m->balance = m->emergency = m->accumulated_debt = 0;
    m->emergency_selected = false;
    account_evaluate(a);
}

void account_end_prepayment(const accounting *a)
{
    account *c = a->account;
    c->money.emergency_selected = false;
    c->money.emergency = 0;
    c->low_credit = c->offers_emergency = c->is_exhausted = c->is_suspended = false;
    lift_closure(a);
}

/* --- as octets --- */

void account_walk(codec *c, account *a)
{
    codec_flag(c, &a->low_credit);
    codec_flag(c, &a->offers_emergency);
    codec_flag(c, &a->is_exhausted);
    codec_flag(c, &a->is_suspended);
    codec_flag(c, &a->closed_for_credit);
    codec_u8(c, &a->wrong_tokens);
    codec_moment(c, &a->locked_until);
    codec_count(c, &a->n_payments, ACCOUNT_PAYMENTS);
    for (uint8_t i = 0; i < a->n_payments; i++) {
        codec_u32(c, &a->payments[i].time);
        codec_u32(c, &a->payments[i].amount);
        codec_u32(c, &a->payments[i].outstanding);
    }
    if (c->out) {
        money_save(&a->money, c->out);
    } else {
        money_restore(&a->money, c->in);
    }
}
