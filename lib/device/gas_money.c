#include "gas_money.h"

#include "token.h"

enum {
    EVENT_BILLING_LOG = 0x8f0a,
    /* Bits of the payment control configuration. */
    DEBT_HALTED_WHEN_DISABLED = 0x0400,
    DEBT_COLLECTED_IN_EMERGENCY = 0x0800
};

static int32_t bounded(uint32_t v)
{
    return v > INT32_MAX ? INT32_MAX : (int32_t)v;
}

static account_terms terms_of(const gas *g)
{
    const gas_terms *t = &g->terms;
    account_terms out = {.prepayment = gas_is_prepayment(g),
                         .halts_when_disabled = (t->control & DEBT_HALTED_WHEN_DISABLED) != 0,
                         .collects_in_emergency = (t->control & DEBT_COLLECTED_IN_EMERGENCY) != 0,
                         .disablement_threshold = t->cut_off,
                         .emergency_limit = bounded(t->emergency_limit),
                         .emergency_threshold = bounded(t->emergency_threshold),
                         .low_credit = bounded(t->low_credit),
                         .most_credit = bounded(t->most_credit),
                         .most_balance = bounded(t->most_balance),
                         .debt_share = t->debt_share,
                         .debt_cap = t->debt_cap};
    for (int i = 0; i < ACCOUNT_TIME_DEBTS; i++) {
        out.debt_rate[i] = bounded(t->debt_rate[i]);
        out.debt_period[i] = t->debt_frequency[i] == 0 ? ACCOUNT_HOURLY : ACCOUNT_DAILY;
    }
    return out;
}

/* A valve has a battery of its own. */
accounting gas_accounting(device *d, alb_time at, event_list *e)
{
    gas *g = d->gas;
    return (accounting){.account = &g->account,
                        .terms = terms_of(g),
                        .supply = &d->supply,
                        .mains = true,
                        .friendly = calendar_value(&g->friendly.table, at, 0) == 1,
                        .at = at,
                        .events = e};
}

void gas_charge(device *d, account_charge_kind kind, int64_t amount, alb_time at, event_list *e)
{
    if (!gas_is_prepayment(d->gas)) {
        d->gas->bill += amount;
        return;
    }
    accounting a = gas_accounting(d, at, e);
    account_charge(&a, kind, amount);
}

void gas_collect_debts(device *d, account_period period, alb_time at, event_list *e)
{
    if (gas_is_prepayment(d->gas)) {
        accounting a = gas_accounting(d, at, e);
        account_collect_debts(&a, period);
    }
}

void gas_evaluate(device *d, alb_time at, event_list *e)
{
    accounting a = gas_accounting(d, at, e);
    account_evaluate(&a);
}

bool gas_select_emergency(device *d, alb_time at, event_list *e)
{
    accounting a = gas_accounting(d, at, e);
    return account_select_emergency(&a);
}

/* Beside each of the last top-ups the meter keeps its digits. */
static void note_code(gas *g, alb_span digits, uint8_t credits_before)
{
    if (credits_before == MONEY_CREDITS) {
        memmove(g->top_up_codes[0], g->top_up_codes[1], (MONEY_CREDITS - 1) * sizeof g->top_up_codes[0]);
    }
    char *code = g->top_up_codes[g->account.money.n_credits - 1];
    memset(code, 0, GBCS_UTRN_TEXT);
    memcpy(code, digits.ptr, digits.len < GBCS_UTRN_DIGITS ? digits.len : GBCS_UTRN_DIGITS);
}

bool gas_enter_token(device *d, gbcs_keys *keys, alb_span digits, uint64_t counter, alb_time at,
                     event_list *e, int32_t *amount)
{
    accounting a = gas_accounting(d, at, e);
    uint8_t credits = a.account->money.n_credits;
    bool taken = token_enter(d, keys, &a, digits, counter, amount);
    if (taken) {
        note_code(d->gas, digits, credits);
    }
    return taken;
}

void gas_set_mode(device *d, uint16_t control, int32_t cut_off, alb_time at, event_list *e)
{
    gas *g = d->gas;
    gas_snapshot_take(g, &g->billed, GAS_BILLING, alb_time_to_2000(at), GAS_CAUSE_MODE);
    event_list_add(e, EVENT_BILLING_LOG, at);
    g->terms.control = control;
    if (cut_off != -1) { /* all ones: as it was */
        g->terms.cut_off = cut_off;
    }
    accounting a = gas_accounting(d, at, e);
    if (!gas_is_prepayment(g)) {
        account_end_prepayment(&a);
    }
    account_evaluate(&a);
}
