/* Balances, debts and top-ups as objects (devices.md 4.5, 9). */
#include "money.h"
#include "object_model.h"
#include "range.h"
#include "stored.h"

#include <stdlib.h>

enum {
    EVENT_OVER_BALANCE = 0x8f47,
    EVENT_DUPLICATE_TOKEN = 0x8f51,
    EVENT_OVER_CREDIT = 0x8f5b,
    EVENT_FALSE_TOKEN = 0x8f63,
    PENNY = 1000,
    POUND = 100000
};

/* Where the limits are kept that money.h knows. */
#define KEY(of_class, a, b, c, d, e, f, of_id)                                                               \
    {                                                                                                        \
        .class_id = (of_class), .obis = {(a), (b), (c), (d), (e), (f)}, .id = (of_id)                        \
    }
static const setting_key disablement = KEY(21, 0, 0, 16, 0, 1, 255, 2);
static const setting_key emergency_limit = KEY(112, 0, 0, 19, 10, 1, 255, 9);
static const setting_key emergency_threshold = KEY(112, 0, 0, 19, 10, 1, 255, 10);
static const setting_key payment_mode = KEY(111, 0, 0, 19, 0, 0, 255, 2);
static const setting_key maximum_credit = KEY(9000, 0, 0, 94, 44, 2, 10, 2);
static const setting_key maximum_balance = KEY(9000, 0, 0, 94, 44, 2, 20, 2);
static const setting_key debt_share = KEY(113, 0, 0, 19, 20, 3, 255, 13);
static const setting_key debt_cap = KEY(111, 0, 0, 19, 0, 0, 255, 18);

/* The first number of a setting; a setting of one element is it. */
static int32_t number_of(const execution *x, const setting_key *key)
{
    leaves l;
    leaves_init(&l, x->arena);
    return stored_get(x, key, &l) == ACCESS_SUCCESS && l.count > 0 ? (int32_t)l.items[0].number : 0;
}

static money_limits limits_of(const execution *x)
{
    /* The cap is in whole currency units. */
    int64_t cap = (int64_t)number_of(x, &debt_cap) * POUND;
    return (money_limits){.disablement_threshold = number_of(x, &disablement),
                          .emergency_limit = number_of(x, &emergency_limit),
                          .maximum_credit = number_of(x, &maximum_credit),
                          .maximum_balance = number_of(x, &maximum_balance),
                          .debt_share = (uint16_t)number_of(x, &debt_share),
                          .debt_cap = cap > INT32_MAX ? INT32_MAX : (int32_t)cap};
}

/* A meter in credit mode has none until somebody deals with it. */
static money *money_of(const execution *x)
{
    device *d = x->device;
    if (!d->money) {
        d->money = calloc(1, sizeof *d->money);
        if (d->money) {
            d->money->tokens.floor = (uint32_t)(d->executed.supplier_top_up >> 32);
        }
    }
    return d->money;
}

static const money no_money;

static const money *known_money(const execution *x)
{
    return x->device->money ? x->device->money : &no_money;
}

static void put_signed(leaves *out, int32_t v)
{
    leaves_number(out, (uint64_t)(int64_t)v);
}

static access_result get_balance(const execution *x, uint32_t at, leaves *out)
{
    (void)at;
    put_signed(out, known_money(x)->balance);
    return ACCESS_SUCCESS;
}

static access_result get_balances(const execution *x, uint32_t at, leaves *out)
{
    const money *m = known_money(x);
    (void)at;
    put_signed(out, m->balance);
    put_signed(out, m->emergency);
    put_signed(out, m->accumulated_debt);
    for (size_t i = 0; i < MONEY_DEBTS; i++) {
        put_signed(out, m->debts[i]);
    }
    return ACCESS_SUCCESS;
}

static access_result get_credits(const execution *x, uint32_t at, leaves *out)
{
    const money *m = known_money(x);
    range r = range_of(x, at);
    uint64_t count = 0;
    for (size_t i = 0; i < m->n_credits; i++) {
        count += range_holds(r, m->credits[i].time);
    }
    leaves_number(out, count);
    for (size_t i = 0; i < m->n_credits; i++) {
        if (range_holds(r, m->credits[i].time)) {
            leaves_number(out, m->credits[i].time);
            leaves_number(out, m->credits[i].amount);
        }
    }
    return ACCESS_SUCCESS;
}

static int32_t amount_at(const execution *x, uint32_t at)
{
    return (int32_t)x->command->values[at].number.i;
}

static access_result adjust_balance(execution *x, uint32_t at)
{
    money *m = money_of(x);
    int32_t most = number_of(x, &maximum_balance);
    int32_t amount = amount_at(x, at);
    if (!m) {
        return ACCESS_HARDWARE_FAULT;
    }
    if (most > 0 && (int64_t)m->balance + amount > most) {
        return ACCESS_OTHER_REASON;
    }
    money_adjust_balance(m, amount);
    return ACCESS_SUCCESS;
}

static access_result reset_balance(execution *x, uint32_t at)
{
    money *m = money_of(x);
    (void)at;
    if (m) {
        m->balance = 0;
    }
    return m ? ACCESS_SUCCESS : ACCESS_HARDWARE_FAULT;
}

static access_result reset_emergency(execution *x, uint32_t at)
{
    money *m = money_of(x);
    (void)at;
    if (m) {
        m->emergency = 0;
        m->emergency_selected = false;
    }
    return m ? ACCESS_SUCCESS : ACCESS_HARDWARE_FAULT;
}

/* Offered to meters in prepayment mode whose balance is below the threshold (devices.md 9.5). */
static access_result select_emergency(execution *x, uint32_t at)
{
    enum { PREPAYMENT = 2 };
    money *m = money_of(x);
    int32_t limit = number_of(x, &emergency_limit);
    (void)at;
    if (!m) {
        return ACCESS_HARDWARE_FAULT;
    }
    if (number_of(x, &payment_mode) != PREPAYMENT ||
        (!m->emergency_selected && m->balance >= number_of(x, &emergency_threshold))) {
        return ACCESS_OTHER_REASON;
    }
    m->emergency = m->emergency_selected ? m->emergency : limit;
    m->emergency_selected = true;
    return ACCESS_SUCCESS;
}

static access_result reset_debt(execution *x, uint32_t at)
{
    money *m = money_of(x);
    (void)at;
    if (m) {
        m->accumulated_debt = 0;
    }
    return m ? ACCESS_SUCCESS : ACCESS_HARDWARE_FAULT;
}

static access_result adjust_debt(execution *x, uint32_t at, int debt)
{
    money *m = money_of(x);
    if (m) {
        money_adjust_debt(m, debt, amount_at(x, at));
    }
    return m ? ACCESS_SUCCESS : ACCESS_HARDWARE_FAULT;
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

/* --- top-up --- */

static alb_status check_token(const execution *x, const money *m, alb_span token, gbcs_utrn_credit *credit)
{
    const device *d = x->device;
    const smki_certificate *supplier = d->anchors.of[SMKI_ROLE_SUPPLIER].prepayment;
    if (!supplier) {
        return ALB_NO_KEY;
    }
    CRYPTO_SCRUB_SECRET crypto_secret z;
    ALB_TRY(gbcs_pair_secret(x->keys, d->agreement, smki_certificate_public(supplier), &z, NULL));
    return gbcs_utrn_check(gbcs_keys_crypto(x->keys), &z, smki_certificate_entity(supplier), d->id,
                           &m->tokens, token, x->message->header.counter, credit, NULL);
}

static access_result refuse_token(const execution *x, uint16_t event)
{
    event_entry entry = {.time = alb_time_to_2000(x->now), .code = event};
    event_log_add(&x->device->security, entry);
    return ACCESS_OTHER_REASON;
}

/* A token that does not count says so in the security log (devices.md 16.4). */
static access_result enter_token(execution *x, uint32_t at)
{
    money *m = money_of(x);
    gbcs_utrn_credit credit;
    if (!m) {
        return ACCESS_HARDWARE_FAULT;
    }
    alb_status st = check_token(x, m, x->command->values[at].bytes, &credit);
    if (st != ALB_OK) {
        return refuse_token(x, st == ALB_REPLAYED ? EVENT_DUPLICATE_TOKEN : EVENT_FALSE_TOKEN);
    }
    money_limits limits = limits_of(x);
    int32_t amount = credit.value * (credit.value_class == GBCS_UTRN_POUNDS ? POUND : PENNY);
    money_refusal refusal = money_top_up(m, &limits, amount, x->now);
    if (refusal != MONEY_TAKEN) {
        return refuse_token(x, refusal == MONEY_OVER_CREDIT ? EVENT_OVER_CREDIT : EVENT_OVER_BALANCE);
    }
    gbcs_utrn_accept(&m->tokens, credit.counter);
    return ACCESS_SUCCESS;
}

static const member members[] = {
    {.class_id = 1, .obis = {0, 0, 94, 44, 34, 30}, .id = 2, .get = get_balances},
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
