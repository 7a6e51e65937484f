/* A prepayment meter's money: balances, debts, and what a top-up pays (devices.md 9). In millipence, signed
 * 32 bit as in messages. */
#ifndef ALB_DEVICE_MONEY_H
#define ALB_DEVICE_MONEY_H

#include "base/buf.h"
#include "base/time.h"
#include "gbcs/utrn.h"

enum {
    MONEY_DEBTS = 3,
    MONEY_TIME_DEBT_1 = 0,
    MONEY_TIME_DEBT_2 = 1,
    MONEY_PAYMENT_DEBT = 2,
    MONEY_CREDITS = 5
};

typedef struct money_credit {
    uint32_t time; /* seconds since 2000 */
    uint32_t amount;
} money_credit;

typedef struct money {
    int32_t balance, emergency, accumulated_debt;
    bool emergency_selected;
    int32_t debts[MONEY_DEBTS];
    money_credit credits[MONEY_CREDITS]; /* the last top-ups, oldest first */
    uint8_t n_credits;
    uint32_t cap_week; /* in which cap_used was collected, counted from the epoch */
    int32_t cap_used;
    gbcs_utrn_cache tokens;
} money;

/* What was set at the meter and bounds its money. */
typedef struct money_limits {
    int32_t disablement_threshold, emergency_limit;
    int32_t maximum_credit, maximum_balance; /* 0: none */
    uint16_t debt_share;                     /* of a top-up that pays payment-based debt, in 1/100 % */
    int32_t debt_cap;                        /* of that in a week */
} money_limits;

typedef enum money_refusal { MONEY_TAKEN, MONEY_OVER_CREDIT, MONEY_OVER_BALANCE } money_refusal;

/* Takes a top-up: payment-based debt first, then accumulated debt, what is missing up to the disablement
 * threshold, emergency credit that was used, and the balance. */
money_refusal money_top_up(money *m, const money_limits *limits, int32_t amount, alb_time now);
/* Adds, within the range of the number; debts do not become credits. */
void money_adjust_balance(money *m, int32_t amount);
void money_adjust_debt(money *m, int debt, int32_t amount);

void money_save(const money *m, alb_buf *out);
void money_restore(money *m, alb_rd *in);

#endif
