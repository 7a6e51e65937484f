/* Balances, debts and top-ups as objects (devices.md 4.5, 9). */
#include "esme_work.h"
#include "object_model.h"
#include "range.h"
#include "token.h"

static void put_signed(leaves *out, int32_t v)
{
    leaves_number(out, (uint64_t)(int64_t)v);
}

static access_result get_balance(const execution *x, uint32_t at, leaves *out)
{
    (void)at;
    put_signed(out, x->device->esme ? x->device->esme->account.money.balance : 0);
    return ACCESS_SUCCESS;
}

static access_result get_balances(const execution *x, uint32_t at, leaves *out)
{
    static const money none;
    int32_t amounts[ESME_BALANCES];
    (void)at;
    esme_balances(x->device->esme ? &x->device->esme->account.money : &none, amounts);
    for (size_t i = 0; i < ESME_BALANCES; i++) {
        put_signed(out, amounts[i]);
    }
    return ACCESS_SUCCESS;
}

/* --- the last top-ups, and what they paid of debt --- */

typedef struct amount_row {
    uint32_t time, amount;
} amount_row;

static access_result say_rows(const execution *x, uint32_t at, const amount_row *rows, size_t n, leaves *out)
{
    range r = range_of(x, at);
    uint64_t count = 0;
    for (size_t i = 0; i < n; i++) {
        count += range_holds(r, rows[i].time);
    }
    leaves_number(out, count);
    for (size_t i = 0; i < n; i++) {
        if (range_holds(r, rows[i].time)) {
            leaves_number(out, rows[i].time);
            leaves_number(out, rows[i].amount);
        }
    }
    return ACCESS_SUCCESS;
}

static access_result get_credits(const execution *x, uint32_t at, leaves *out)
{
    const esme *e = x->device->esme;
    amount_row rows[MONEY_CREDITS];
    size_t n = e ? e->account.money.n_credits : 0;
    for (size_t i = 0; i < n; i++) {
        rows[i] = (amount_row){e->account.money.credits[i].time, e->account.money.credits[i].amount};
    }
    return say_rows(x, at, rows, n, out);
}

static access_result get_payments(const execution *x, uint32_t at, leaves *out)
{
    const esme *e = x->device->esme;
    amount_row rows[ACCOUNT_PAYMENTS];
    size_t n = e ? e->account.n_payments : 0;
    for (size_t i = 0; i < n; i++) {
        rows[i] = (amount_row){e->account.payments[i].time, e->account.payments[i].amount};
    }
    return say_rows(x, at, rows, n, out);
}

/* --- changes --- */

/* The meter's memory with its plan; false: no memory for it. */
static bool own(execution *x)
{
    return esme_own(x->device, x->now) && esme_plan_of(x->device);
}

static int32_t amount_at(const execution *x, uint32_t at)
{
    return (int32_t)x->command->values[at].number.i;
}

static access_result adjust_balance(execution *x, uint32_t at)
{
    int32_t amount = amount_at(x, at);
    if (!own(x)) {
        return ACCESS_HARDWARE_FAULT;
    }
    esme *e = x->device->esme;
    int32_t most = e->plan->terms.most_balance;
    if (most > 0 && (int64_t)e->account.money.balance + amount > most) {
        return ACCESS_OTHER_REASON;
    }
    money_adjust_balance(&e->account.money, amount);
    esme_look(x->device);
    return ACCESS_SUCCESS;
}

static access_result reset_balance(execution *x, uint32_t at)
{
    (void)at;
    if (!own(x)) {
        return ACCESS_HARDWARE_FAULT;
    }
    x->device->esme->account.money.balance = 0;
    return ACCESS_SUCCESS;
}

static access_result reset_emergency(execution *x, uint32_t at)
{
    (void)at;
    if (!own(x)) {
        return ACCESS_HARDWARE_FAULT;
    }
    x->device->esme->account.money.emergency = 0;
    x->device->esme->account.money.emergency_selected = false;
    return ACCESS_SUCCESS;
}

/* The last of the three resets of ECS04b: what follows from them together is looked at once. */
static access_result reset_debt(execution *x, uint32_t at)
{
    (void)at;
    if (!own(x)) {
        return ACCESS_HARDWARE_FAULT;
    }
    x->device->esme->account.money.accumulated_debt = 0;
    esme_look(x->device);
    return ACCESS_SUCCESS;
}

/* Offered to meters in prepayment mode whose balance is below the threshold (devices.md 9.5). */
static access_result select_emergency(execution *x, uint32_t at)
{
    (void)at;
    if (!own(x)) {
        return ACCESS_HARDWARE_FAULT;
    }
    accounting a = esme_accounting(x->device);
    return account_select_emergency(&a) ? ACCESS_SUCCESS : ACCESS_OTHER_REASON;
}

static access_result adjust_debt(execution *x, uint32_t at, int debt)
{
    if (!own(x)) {
        return ACCESS_HARDWARE_FAULT;
    }
    money_adjust_debt(&x->device->esme->account.money, debt, amount_at(x, at));
    return ACCESS_SUCCESS;
}

static access_result adjust_time_debt_1(execution *x, uint32_t at)
{
    return adjust_debt(x, at, MONEY_TIME_DEBT_1);
}

static access_result adjust_time_debt_2(execution *x, uint32_t at)
{
    return adjust_debt(x, at, MONEY_TIME_DEBT_2);
}

static access_result adjust_payment_debt(execution *x, uint32_t at)
{
    return adjust_debt(x, at, MONEY_PAYMENT_DEBT);
}

static access_result enter_token(execution *x, uint32_t at)
{
    int32_t amount;
    if (!own(x)) {
        return ACCESS_HARDWARE_FAULT;
    }
    accounting a = esme_accounting(x->device);
    return token_enter(x->device, x->keys, &a, x->command->values[at].bytes, x->message->header.counter,
                       &amount)
               ? ACCESS_SUCCESS
               : ACCESS_OTHER_REASON;
}

static const member members[] = {
    {.class_id = 1, .obis = {0, 0, 94, 44, 34, 30}, .id = 2, .get = get_balances},
    {.class_id = 7, .obis = {0, 0, 98, 1, 4, 255}, .id = 2, .get = get_payments},
    {.class_id = 7, .obis = {0, 0, 98, 1, 5, 255}, .id = 2, .get = get_credits},
    {.class_id = 112, .obis = {0, 0, 19, 10, 0, 255}, .id = 2, .get = get_balance},
    {.class_id = 112, .obis = {0, 0, 19, 10, 0, 255}, .id = 1, .method = true, .put = adjust_balance},
    {.class_id = 112, .obis = {0, 0, 19, 10, 0, 255}, .id = 2, .method = true, .put = reset_balance},
    {.class_id = 112, .obis = {0, 0, 19, 10, 1, 255}, .id = 2, .method = true, .put = reset_emergency},
    {.class_id = 112, .obis = {0, 0, 19, 10, 1, 255}, .id = 3, .method = true, .put = select_emergency},
    {.class_id = 112, .obis = {0, 0, 19, 10, 2, 255}, .id = 2, .method = true, .put = reset_debt},
    {.class_id = 113, .obis = {0, 0, 19, 20, 1, 255}, .id = 4, .method = true, .put = adjust_time_debt_1},
    {.class_id = 113, .obis = {0, 0, 19, 20, 2, 255}, .id = 4, .method = true, .put = adjust_time_debt_2},
    {.class_id = 113, .obis = {0, 0, 19, 20, 3, 255}, .id = 4, .method = true, .put = adjust_payment_debt},
    {.class_id = 115, .obis = {0, 0, 19, 40, 0, 255}, .id = 1, .method = true, .put = enter_token},
};

const member_table money_members = MEMBERS(members);
