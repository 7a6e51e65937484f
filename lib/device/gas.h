/* What a gas meter knows and works out: registers by tier and block, tariff, calendars, money, snapshots
 * (devices.md 9, 10). A gas proxy holds a copy of its meter's.
 *
 * Volumes are in litres, money in thousandths of a penny, energy in mWh, times in seconds since 2000 unless
 * they are alb_time.
 */
#ifndef ALB_DEVICE_GAS_H
#define ALB_DEVICE_GAS_H

#include "account.h"
#include "calendar.h"

#include "gbcs/utrn.h"

enum {
    GAS_TIERS = 4,
    GAS_BLOCKS = 4,
    GAS_THRESHOLDS = 3,
    GAS_DAILY = 31,
    GAS_BILLING = 12,
    GAS_SWITCHES = 8, /* of a day */
    GAS_PENDING = 8,
    GAS_SITE_ID = 32
};

/* Causes of snapshots (devices.md 10.4). */
enum {
    GAS_CAUSE_GENERAL = 0x1,
    GAS_CAUSE_BILLING_PERIOD = 0x2,
    GAS_CAUSE_TARIFF = 0x8,
    GAS_CAUSE_SUPPLIER = 0x2000,
    GAS_CAUSE_MODE = 0x4000
};

typedef struct gas_snapshot {
    uint32_t id, time, cause;
    uint64_t total, tiers[GAS_TIERS], blocks[GAS_BLOCKS];
    bool prepayment;
    int32_t accumulated_debt, emergency, credit;
    int32_t debts[MONEY_DEBTS];
} gas_snapshot;

/* The last snapshots, oldest first. */
typedef struct gas_log {
    gas_snapshot items[GAS_DAILY];
    uint8_t count;
    uint32_t taken; /* ever: the number of the next one */
} gas_log;

typedef struct gas_tariff {
    bool is_block;
    uint32_t issuer_event, standing_charge;
    uint32_t tier_prices[GAS_TIERS], block_prices[GAS_BLOCKS]; /* a kWh */
    uint8_t n_thresholds;
    uint64_t thresholds[GAS_THRESHOLDS]; /* Wh in a billing period */
} gas_tariff;

/* The account: payment mode and what bounds the money in it. */
typedef struct gas_terms {
    uint16_t control; /* payment control configuration */
    int32_t cut_off, debt_cap;
    uint32_t emergency_limit, emergency_threshold, low_credit, most_balance, most_credit;
    uint32_t debt_rate[ACCOUNT_TIME_DEBTS];
    uint8_t debt_frequency[ACCOUNT_TIME_DEBTS]; /* 0 hourly, 1 daily */
    uint16_t debt_share;                        /* of a top-up, in 1/100 % */
} gas_terms;

typedef struct gas_flow_check {
    uint16_t threshold, multiplier, divisor, period;
    uint8_t unit, stabilisation;
} gas_flow_check;

typedef struct gas_billing {
    uint32_t issuer_event, start, duration; /* duration 0: no billing calendar */
    uint8_t duration_type;
    uint32_t ended; /* periods that are over */
} gas_billing;

typedef struct gas_calendar {
    uint32_t id, issuer_event, special_event, start;
    calendar table;
} gas_calendar;

/* A command whose time has not come: the message, to be carried out then. */
typedef struct gas_pending {
    alb_time at;
    uint8_t role;
    uint8_t *message; /* own memory */
    uint32_t len;
} gas_pending;

typedef struct gas {
    alb_time at; /* up to which everything is worked out */
    uint64_t total, tiers[GAS_TIERS], blocks[GAS_BLOCKS];
    uint64_t period_energy; /* since the block counters began */
    uint64_t energy_rest;   /* of the volume, not yet a whole mWh, in 1/3600 mWh */
    uint64_t cost_rest;     /* not yet a whole thousandth of a penny, in millionths of it */
    uint32_t conversion_factor, calorific_value;
    gas_tariff tariff;
    gas_calendar calendar, friendly;
    gas_billing billing;
    gas_flow_check flow;
    uint8_t tamper_state, depletion_state;
    uint32_t sampling_since; /* network data log; 0: never started */
    gas_terms terms;
    account account;
    int64_t bill;                              /* in credit mode */
    uint8_t site_id[GAS_SITE_ID], site_id_len; /* MPRN that was set; 0: the one it was installed with */
    uint32_t tenancy;                          /* since when the consumer has been there (proxy); 0: ever */
    char top_up_codes[MONEY_CREDITS][GBCS_UTRN_TEXT];
    gas_log daily, billed;
    gas_pending pending[GAS_PENDING]; /* by time */
    uint8_t n_pending;
} gas;

static inline bool gas_is_prepayment(const gas *g)
{
    return (g->terms.control & 0x0002) != 0;
}

/* As it leaves the factory, with 31 days behind it: total_at gives what the register stood at. */
typedef uint64_t (*gas_register)(const void *ctx, alb_time t);
void gas_init(gas *g, gas_register total_at, const void *ctx, alb_time now);
void gas_release(gas *g);

/* Takes a snapshot; the oldest gives way. */
void gas_snapshot_take(gas *g, gas_log *log, uint8_t capacity, uint32_t time, uint32_t cause);
/* When the billing period that runs ends; ALB_TIME_NONE: there is no billing calendar. */
alb_time gas_billing_end(const gas_billing *b);

void gas_save(const gas *g, alb_buf *out);
/* Fails the reader where it is no such state. */
void gas_restore(gas *g, alb_rd *in);

#endif
