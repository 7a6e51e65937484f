/* Prepayment (0705): top-ups, emergency credit, debts, payment mode (devices.md 6.4, 9). */
#include "gas_execution.h"
#include "gas_money.h"

enum { CLUSTER = 0x0705, EVENT_ADDED_LOCALLY = 0x810e };

static int32_t money_field(const gas_run *r, const char *name)
{
    return (int32_t)(int64_t)gas_field(r, name);
}

static zcl_status select_emergency_credit(gas_run *r)
{
    return gas_select_emergency(r->x->device, r->x->now, r->events) ? STATUS_SUCCESS : STATUS_FAILURE;
}

/* --- top-up --- */

/* Typed in by somebody in the home: the counter of the message is not the token's (devices.md 9.7). */
static bool is_typed_in(const gas_run *r)
{
    return gas_field(r, "OriginatingDevice") != 0;
}

static bool take_token(gas_run *r, int32_t *amount)
{
    const execution *x = r->x;
    bool typed = is_typed_in(r);
    bool taken = gas_enter_token(x->device, x->keys, gas_octets(r, "TopUpCode"),
                                 typed ? 0 : x->message->header.counter, x->now, r->events, amount);
    if (taken && typed) {
        event_list_add(r->events, EVENT_ADDED_LOCALLY, x->now);
    }
    return taken;
}

/* A refusal is a result in the normal response, with all ones for the amounts. */
static zcl_status consumer_top_up(gas_run *r)
{
    enum { ACCEPTED = 0, REJECTED = 1 };
    int32_t amount = -1;
    bool taken = take_token(r, &amount);
    leaves l;
    leaves_init(&l, r->x->arena);
    leaves_number(&l, taken ? ACCEPTED : REJECTED);
    leaves_number(&l, (uint64_t)(int64_t)(taken ? amount : -1));
    leaves_number(&l, gas_field(r, "OriginatingDevice"));
    leaves_number(&l, (uint64_t)(int64_t)(taken ? r->g->account.money.balance : -1));
    gas_answer(r, 0x03, true, &l);
    return STATUS_SUCCESS;
}

/* --- balances and debts --- */

/* The amount is added; a debt does not become a credit. */
static zcl_status change_debt(gas_run *r)
{
    enum { TIME_DEBT_1 = 1, TIME_DEBT_2 = 3, PAYMENT_DEBT = 5, MOST_SHARE = 10000 };
    gas_terms *t = &r->g->terms;
    uint64_t type = gas_field(r, "DebtAmountType");
    if (type == PAYMENT_DEBT) {
        uint64_t share = gas_field(r, "DebtRecoveryBalancePercentage");
        if (share > MOST_SHARE) {
            return STATUS_INVALID_VALUE;
        }
        t->debt_share = (uint16_t)share;
    } else if (type == TIME_DEBT_1 || type == TIME_DEBT_2) {
        int32_t rate = money_field(r, "DebtRecoveryAmount");
        uint64_t frequency = gas_field(r, "DebtRecoveryFrequency");
        if (rate < 0 || frequency > ACCOUNT_DAILY) {
            return STATUS_INVALID_VALUE;
        }
        t->debt_rate[type / 2] = (uint32_t)rate;
        t->debt_frequency[type / 2] = (uint8_t)frequency;
    } else {
        return STATUS_INVALID_VALUE;
    }
    money_adjust_debt(&r->g->account.money, (int)(type / 2), money_field(r, "DebtAmount"));
    return STATUS_SUCCESS;
}

static zcl_status adjust_balance(gas_run *r, int32_t amount)
{
    gas *g = r->g;
    if (!gas_is_prepayment(g) ||
        (g->terms.most_balance > 0 && (int64_t)g->account.money.balance + amount > g->terms.most_balance)) {
        return STATUS_FAILURE;
    }
    money_adjust_balance(&g->account.money, amount);
    gas_evaluate(r->x->device, r->x->now, r->events);
    return STATUS_SUCCESS;
}

/* Balance, emergency credit and accumulated debt (devices.md 9.8). */
static zcl_status reset_balance(gas_run *r)
{
    if (!gas_is_prepayment(r->g)) {
        return STATUS_FAILURE;
    }
    accounting a = gas_accounting(r->x->device, r->x->now, r->events);
    account_reset(&a);
    return STATUS_SUCCESS;
}

static zcl_status adjust_bill(gas_run *r, bool reset)
{
    if (gas_is_prepayment(r->g)) {
        return STATUS_FAILURE;
    }
    r->g->bill = reset ? 0 : r->g->bill - money_field(r, "CreditAdjustmentValue");
    return STATUS_SUCCESS;
}

static zcl_status credit_adjustment(gas_run *r)
{
    enum { INCREMENTAL, ABSOLUTE, ABSOLUTE_CREDIT_MODE, INCREMENTAL_CREDIT_MODE };
    switch (gas_field(r, "CreditAdjustmentType")) {
    case INCREMENTAL:
        return adjust_balance(r, money_field(r, "CreditAdjustmentValue"));
    case ABSOLUTE:
        return reset_balance(r);
    case ABSOLUTE_CREDIT_MODE:
        return adjust_bill(r, true);
    case INCREMENTAL_CREDIT_MODE:
        return adjust_bill(r, false);
    default:
        return STATUS_INVALID_VALUE;
    }
}

/* --- terms --- */

static zcl_status emergency_credit_setup(gas_run *r)
{
    if (!r->checks_only) {
        r->g->terms.emergency_limit = (uint32_t)gas_field(r, "EmergencyCreditLimit");
        r->g->terms.emergency_threshold = (uint32_t)gas_field(r, "EmergencyCreditThreshold");
    }
    return STATUS_SUCCESS;
}

static zcl_status set_low_credit_warning_level(gas_run *r)
{
    if (!r->checks_only) {
        r->g->terms.low_credit = (uint32_t)gas_field(r, "LowCreditWarningLevel");
    }
    return STATUS_SUCCESS;
}

static zcl_status set_maximum_credit_limit(gas_run *r)
{
    if (!r->checks_only) {
        r->g->terms.most_balance = (uint32_t)gas_field(r, "MaximumCreditLevel");
        r->g->terms.most_credit = (uint32_t)gas_field(r, "MaximumCreditPerTopUp");
    }
    return STATUS_SUCCESS;
}

static zcl_status set_overall_debt_cap(gas_run *r)
{
    if (!r->checks_only) {
        r->g->terms.debt_cap = money_field(r, "OverallDebtCap");
    }
    return STATUS_SUCCESS;
}

static zcl_status change_payment_mode(gas_run *r)
{
    const gas *g = r->g;
    leaves l;
    if (!r->checks_only) {
        gas_set_mode(r->x->device, (uint16_t)gas_field(r, "ProposedPaymentControlConfiguration"),
                     money_field(r, "CutOffValue"), r->x->now, r->events);
    }
    leaves_init(&l, r->x->arena);
    leaves_number(&l, g->friendly.table.n_days > 0);
    leaves_number(&l, g->friendly.id);
    leaves_number(&l, g->terms.emergency_limit);
    leaves_number(&l, g->terms.emergency_threshold);
    gas_answer(r, 0x02, true, &l);
    return STATUS_SUCCESS;
}

/* --- logs --- */

static bool is_in_range(const gas_run *r, uint32_t time)
{
    uint64_t latest = gas_field(r, "LatestEndTime");
    return time >= gas_field(r, "FromDateTime") && time <= latest;
}

static zcl_status get_top_up_log(gas_run *r)
{
    const money *m = &r->g->account.money;
    uint64_t count = 0;
    leaves l;
    for (uint8_t i = 0; i < m->n_credits; i++) {
        count += is_in_range(r, m->credits[i].time);
    }
    if (count == 0) {
        return STATUS_NOT_FOUND;
    }
    leaves_init(&l, r->x->arena);
    leaves_number(&l, 0); /* command 0 of 1 */
    leaves_number(&l, 1);
    leaves_number(&l, count);
    for (uint8_t i = 0; i < m->n_credits; i++) {
        if (is_in_range(r, m->credits[i].time)) {
            leaves_copy(&l, alb_span_of(r->g->top_up_codes[i], GBCS_UTRN_DIGITS));
            leaves_number(&l, m->credits[i].amount);
            leaves_number(&l, m->credits[i].time);
        }
    }
    gas_answer(r, 0x05, true, &l);
    return STATUS_SUCCESS;
}

static zcl_status get_debt_repayment_log(gas_run *r)
{
    enum { PAYMENT_DEBT_TYPE = 2 };
    const gas *g = r->g;
    uint64_t count = 0;
    leaves l;
    for (uint8_t i = 0; i < g->account.n_payments; i++) {
        count += is_in_range(r, g->account.payments[i].time);
    }
    if (count == 0) {
        return STATUS_NOT_FOUND;
    }
    leaves_init(&l, r->x->arena);
    leaves_number(&l, 0); /* command 0 of 1 */
    leaves_number(&l, 1);
    leaves_number(&l, count);
    for (uint8_t i = 0; i < g->account.n_payments; i++) {
        if (is_in_range(r, g->account.payments[i].time)) {
            leaves_number(&l, g->account.payments[i].time);
            leaves_number(&l, g->account.payments[i].amount);
            leaves_number(&l, PAYMENT_DEBT_TYPE);
            leaves_number(&l, g->account.payments[i].outstanding);
        }
    }
    gas_answer(r, 0x06, true, &l);
    return STATUS_SUCCESS;
}

static const gas_command commands[] = {
    {.cluster = CLUSTER, .id = 0x00, .changes = true, .run = select_emergency_credit},
    {.cluster = CLUSTER, .id = 0x02, .changes = true, .run = change_debt},
    {.cluster = CLUSTER, .id = 0x03, .changes = true, .run = emergency_credit_setup},
    {.cluster = CLUSTER, .id = 0x04, .changes = true, .run = consumer_top_up},
    {.cluster = CLUSTER, .id = 0x05, .changes = true, .run = credit_adjustment},
    {.cluster = CLUSTER, .id = 0x06, .changes = true, .run = change_payment_mode},
    {.cluster = CLUSTER, .id = 0x08, .run = get_top_up_log},
    {.cluster = CLUSTER, .id = 0x09, .changes = true, .run = set_low_credit_warning_level},
    {.cluster = CLUSTER, .id = 0x0a, .run = get_debt_repayment_log},
    {.cluster = CLUSTER, .id = 0x0b, .changes = true, .run = set_maximum_credit_limit},
    {.cluster = CLUSTER, .id = 0x0c, .changes = true, .run = set_overall_debt_cap},
};

const gas_command_table gas_prepayment_commands = GAS_COMMANDS(commands);
