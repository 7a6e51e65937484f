#include "gas_money.h"

enum {
    EVENT_LOW_CREDIT = 0x810d,
    EVENT_EMERGENCY_OFFERED = 0x8119,
    EVENT_ARMED_BY_EMERGENCY = 0x8168,
    EVENT_DEBT_PAID = 0x81a7, /* time debt 1, 2 and payment debt one after the other */
    EVENT_EMERGENCY_EXHAUSTED = 0x81aa,
    EVENT_EMERGENCY_SELECTED = 0x81ab,
    EVENT_BILLING_LOG = 0x8f0a,
    EVENT_CREDIT_GONE = 0x8f0f,
    EVENT_ARMED = 0x8f32,
    EVENT_SUSPENDED = 0x8f83,
    /* Bits of the payment control configuration. */
    DEBT_HALTED_WHEN_DISABLED = 0x0400,
    DEBT_COLLECTED_IN_EMERGENCY = 0x0800
};

static int32_t clamp(int64_t v)
{
    if (v > INT32_MAX) {
        return INT32_MAX;
    }
    return v < INT32_MIN ? INT32_MIN : (int32_t)v;
}

static int32_t bounded(uint32_t v)
{
    return v > INT32_MAX ? INT32_MAX : (int32_t)v;
}

static int64_t combined(const gas *g)
{
    return (int64_t)g->money.balance + (g->money.emergency_selected ? g->money.emergency : 0);
}

static bool uses_emergency(const gas *g)
{
    return g->money.emergency_selected && g->money.balance <= 0;
}

static bool is_debt(gas_charge_kind kind)
{
    return kind == GAS_CHARGE_DEBT_1 || kind == GAS_CHARGE_DEBT_2;
}

/* The balance pays until it is empty, then selected emergency credit, then the balance what is left. */
static void pay(gas *g, int64_t amount)
{
    money *m = &g->money;
    if (m->emergency_selected) {
        int64_t part = m->balance > 0 ? (amount < m->balance ? amount : m->balance) : 0;
        m->balance = clamp(m->balance - part);
        amount -= part;
        part = m->emergency > 0 ? (amount < m->emergency ? amount : m->emergency) : 0;
        m->emergency = clamp(m->emergency - part);
        amount -= part;
    }
    m->balance = clamp(m->balance - amount);
}

void gas_charge(device *d, gas_charge_kind kind, int64_t amount, alb_time at, gas_events *e)
{
    gas *g = d->gas;
    money *m = &g->money;
    if (!gas_is_prepayment(g)) {
        g->bill += amount;
        return;
    }
    bool suspends = uses_emergency(g) && !(g->terms.control & DEBT_COLLECTED_IN_EMERGENCY);
    if (suspends && kind != GAS_CHARGE_ENERGY) {
        m->accumulated_debt = clamp(m->accumulated_debt + amount);
    } else {
        pay(g, amount);
    }
    if (is_debt(kind)) {
        int debt = kind == GAS_CHARGE_DEBT_1 ? MONEY_TIME_DEBT_1 : MONEY_TIME_DEBT_2;
        m->debts[debt] = clamp(m->debts[debt] - amount);
        if (m->debts[debt] == 0) {
            gas_event_add(e, (uint16_t)(EVENT_DEBT_PAID + debt), at);
        }
    }
}

/* Not while the supply is disabled, where the terms say so; never in credit mode. */
void gas_collect_debts(device *d, uint8_t frequency, alb_time at, gas_events *e)
{
    gas *g = d->gas;
    bool halted = d->supply.state == SUPPLY_DISABLED && (g->terms.control & DEBT_HALTED_WHEN_DISABLED);
    for (int i = 0; i < GAS_TIME_DEBTS; i++) {
        int64_t amount = bounded(g->terms.debt_rate[i]);
        int32_t debt = g->money.debts[MONEY_TIME_DEBT_1 + i];
        amount = amount < debt ? amount : debt;
        if (gas_is_prepayment(g) && !halted && g->terms.debt_frequency[i] == frequency && amount > 0) {
            gas_charge(d, i == 0 ? GAS_CHARGE_DEBT_1 : GAS_CHARGE_DEBT_2, amount, at, e);
        }
    }
}

/* --- what follows --- */

static void run_valve(device *d, uint16_t script, alb_time at, gas_events *e)
{
    bool armed;
    if (supply_run(&d->supply, d->metered, script, true, at, &armed) && armed) {
        gas_event_add(e, EVENT_ARMED, at);
    }
}

static void warn(gas *g, alb_time at, gas_events *e)
{
    bool low = combined(g) < (int64_t)g->terms.low_credit;
    if (low && !g->low_credit) {
        gas_event_add(e, EVENT_LOW_CREDIT, at);
    }
    g->low_credit = low;
}

static void offer_emergency(gas *g, alb_time at, gas_events *e)
{
    money *m = &g->money;
    bool offers = !m->emergency_selected && g->terms.emergency_limit > 0 &&
                  m->balance < bounded(g->terms.emergency_threshold);
    if (offers && !g->offers_emergency) {
        gas_event_add(e, EVENT_EMERGENCY_OFFERED, at);
    }
    g->offers_emergency = offers;
    bool exhausted = m->emergency_selected && m->emergency == 0;
    if (exhausted && !g->is_exhausted) {
        gas_event_add(e, EVENT_EMERGENCY_EXHAUSTED, at);
    }
    g->is_exhausted = exhausted;
}

/* Without credit the valve closes, but in times of friendly credit; with credit again it is armed: the
 * consumer opens it. */
static void follow_credit(device *d, alb_time at, gas_events *e)
{
    gas *g = d->gas;
    bool is_short = combined(g) < g->terms.cut_off;
    bool friendly = gas_calendar_value(&g->friendly, at, 0) == 1;
    if (!is_short) {
        g->is_suspended = false;
        if (g->closed_for_credit) {
            g->closed_for_credit = false;
            run_valve(d, SUPPLY_SCRIPT_ARM, at, e);
        }
    } else if (d->supply.state == SUPPLY_DISABLED) {
        return;
    } else if (!friendly) {
        run_valve(d, SUPPLY_SCRIPT_DISABLE, at, e);
        g->closed_for_credit = true;
        gas_event_add(e, EVENT_CREDIT_GONE, at);
    } else if (d->supply.state == SUPPLY_ENABLED && !g->is_suspended) {
        g->is_suspended = true;
        gas_event_add(e, EVENT_SUSPENDED, at);
    }
}

void gas_evaluate(device *d, alb_time at, gas_events *e)
{
    gas *g = d->gas;
    if (gas_is_prepayment(g)) {
        warn(g, at, e);
        offer_emergency(g, at, e);
        follow_credit(d, at, e);
    }
}

/* --- what people do --- */

bool gas_select_emergency(device *d, alb_time at, gas_events *e)
{
    gas *g = d->gas;
    money *m = &g->money;
    if (!gas_is_prepayment(g)) {
        return false;
    }
    if (m->emergency_selected) {
        return true;
    }
    if (m->balance >= bounded(g->terms.emergency_threshold)) {
        return false;
    }
    bool was_closed = g->closed_for_credit;
    m->emergency_selected = true;
    m->emergency = bounded(g->terms.emergency_limit);
    gas_event_add(e, EVENT_EMERGENCY_SELECTED, at);
    gas_evaluate(d, at, e);
    if (was_closed && !g->closed_for_credit) {
        gas_event_add(e, EVENT_ARMED_BY_EMERGENCY, at);
    }
    return true;
}

static void note_payment(gas *g, int32_t before, alb_time at, gas_events *e)
{
    int32_t debt = g->money.debts[MONEY_PAYMENT_DEBT];
    if (debt == before) {
        return;
    }
    if (g->n_payments == GAS_DEBT_PAYMENTS) {
        memmove(&g->payments[0], &g->payments[1], (GAS_DEBT_PAYMENTS - 1) * sizeof g->payments[0]);
        g->n_payments--;
    }
    g->payments[g->n_payments++] = (gas_debt_payment){
        .time = alb_time_to_2000(at), .amount = (uint32_t)(before - debt), .outstanding = (uint32_t)debt};
    if (debt == 0) {
        gas_event_add(e, EVENT_DEBT_PAID + MONEY_PAYMENT_DEBT, at);
    }
}

static void note_code(gas *g, const char *code, uint8_t credits_before)
{
    if (credits_before == MONEY_CREDITS) {
        memmove(g->top_up_codes[0], g->top_up_codes[1], (MONEY_CREDITS - 1) * sizeof g->top_up_codes[0]);
    }
    memcpy(g->top_up_codes[g->money.n_credits - 1], code, GBCS_UTRN_TEXT);
}

money_refusal gas_top_up(device *d, const char code[static GBCS_UTRN_TEXT], int32_t amount, alb_time at,
                         gas_events *e)
{
    gas *g = d->gas;
    money_limits limits = {.disablement_threshold = g->terms.cut_off,
                           .emergency_limit = bounded(g->terms.emergency_limit),
                           .maximum_credit = bounded(g->terms.most_credit),
                           .maximum_balance = bounded(g->terms.most_balance),
                           .debt_share = g->terms.debt_share,
                           .debt_cap = g->terms.debt_cap};
    int32_t debt = g->money.debts[MONEY_PAYMENT_DEBT];
    uint8_t credits = g->money.n_credits;
    money_refusal refusal = money_top_up(&g->money, &limits, amount, at);
    if (refusal == MONEY_TAKEN) {
        note_payment(g, debt, at, e);
        note_code(g, code, credits);
        gas_evaluate(d, at, e);
    }
    return refusal;
}

void gas_set_mode(device *d, uint16_t control, int32_t cut_off, alb_time at, gas_events *e)
{
    gas *g = d->gas;
    gas_snapshot_take(g, &g->billed, GAS_BILLING, alb_time_to_2000(at), GAS_CAUSE_MODE);
    gas_event_add(e, EVENT_BILLING_LOG, at);
    g->terms.control = control;
    if (cut_off != -1) { /* all ones: as it was */
        g->terms.cut_off = cut_off;
    }
    if (!gas_is_prepayment(g)) {
        g->money.emergency_selected = false;
        g->money.emergency = 0;
        g->low_credit = g->offers_emergency = g->is_exhausted = g->is_suspended = false;
        if (g->closed_for_credit) {
            g->closed_for_credit = false;
            run_valve(d, SUPPLY_SCRIPT_ARM, at, e);
        }
    }
    gas_evaluate(d, at, e);
}
