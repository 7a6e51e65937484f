/* A prepayment meter's account, of either fuel: charges, debts, emergency credit, and the supply that follows
 * the credit (devices.md 9). Money in millipence. */
#ifndef ALB_DEVICE_ACCOUNT_H
#define ALB_DEVICE_ACCOUNT_H

#include "codec.h"
#include "event_list.h"
#include "money.h"
#include "supply.h"

enum { ACCOUNT_TIME_DEBTS = 2, ACCOUNT_PAYMENTS = 10 };

/* A top-up's part that paid payment-based debt, and the debt that it left. */
typedef struct account_payment {
    uint32_t time; /* seconds since 2000 */
    uint32_t amount, outstanding;
} account_payment;

/* What happened to the money, and what the meter has told of it. All zero: as new. */
typedef struct account {
    money money;
    bool low_credit, offers_emergency, is_exhausted, is_suspended;
    bool closed_for_credit;                     /* the supply was disabled because the credit had gone */
    account_payment payments[ACCOUNT_PAYMENTS]; /* the last ones, oldest first */
    uint8_t n_payments;
    uint8_t wrong_tokens;  /* typed in one after the other */
    alb_time locked_until; /* once there were too many */
} account;

typedef enum account_period { ACCOUNT_HOURLY, ACCOUNT_DAILY } account_period;

/* What the supplier has set. */
typedef struct account_terms {
    bool prepayment;
    bool halts_when_disabled;   /* time-based debts rest while the supply is disabled */
    bool collects_in_emergency; /* else standing charge and debts accumulate while emergency credit is used */
    int32_t disablement_threshold;
    int32_t emergency_limit, emergency_threshold, low_credit;
    int32_t most_credit, most_balance; /* 0: no limit */
    int32_t debt_rate[ACCOUNT_TIME_DEBTS];
    account_period debt_period[ACCOUNT_TIME_DEBTS];
    uint16_t debt_share; /* of a top-up, in 1/100 % */
    int32_t debt_cap;    /* of that in a week */
} account_terms;

typedef enum account_charge_kind {
    ACCOUNT_ENERGY,
    ACCOUNT_STANDING,
    ACCOUNT_DEBT_1,
    ACCOUNT_DEBT_2
} account_charge_kind;

/* Everything that one change of the money concerns. */
typedef struct accounting {
    account *account;
    account_terms terms;
    supply *supply;
    bool mains;    /* there is something to switch */
    bool friendly; /* a time in which nobody is cut off for want of credit */
    alb_time at;
    event_list *events;
} accounting;

/* In prepayment mode: takes an amount from whoever pays it. A negative one is given. */
void account_charge(const accounting *a, account_charge_kind kind, int64_t amount);
/* The time-based debts that are collected with this period. */
void account_collect_debts(const accounting *a, account_period period);
/* What follows from the credit there is: warnings, offers, the supply. */
void account_evaluate(const accounting *a);
/* False: not offered now. */
ALB_MUST_USE bool account_select_emergency(const accounting *a);
/* A top-up that was found authentic. */
money_refusal account_top_up(const accounting *a, int32_t amount);
/* Balance, emergency credit and accumulated debt to nothing. */
void account_reset(const accounting *a);
/* Prepayment mode is over: emergency credit ends, and whom lack of credit cut off may have supply again. */
void account_end_prepayment(const accounting *a);

/* As octets and back. */
void account_walk(codec *c, account *a);

#endif
