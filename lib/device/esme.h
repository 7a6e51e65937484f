/* What an electricity meter knows and works out: registers by tariff, account, maximum demand, logs, load
 * limit, voltage (devices.md 8, 9). A meter that nobody changed has none of this: what it would hold follows
 * from its home's identity and the time.
 *
 * Energy is in Wh, money in thousandths of a penny, times in seconds since 2000 unless they are alb_time.
 */
#ifndef ALB_DEVICE_ESME_H
#define ALB_DEVICE_ESME_H

#include "account.h"
#include "load_limit.h"
#include "voltage.h"

enum {
    ESME_TOU = 48,
    ESME_SECONDARY = 4,
    ESME_BLOCKS = 4,
    ESME_BANDS = 8,
    ESME_DAILY = 31,
    ESME_BILLING = 12,
    ESME_BALANCES = 6
};

/* Cumulative; none of them ever goes back. */
typedef struct esme_registers {
    uint32_t import, secondary_import;
    uint32_t tou[ESME_TOU], secondary[ESME_SECONDARY];
    uint32_t blocks[ESME_BLOCKS][ESME_BANDS];
} esme_registers;

/* Registers and balances as they stood. */
typedef struct esme_snapshot {
    uint32_t time;
    esme_registers registers;
    /* Meter balance, emergency credit, accumulated debt, time debts 1 and 2, payment debt. */
    int32_t balances[ESME_BALANCES];
} esme_snapshot;

/* The last snapshots, oldest first. */
typedef struct esme_days {
    uint8_t count;
    esme_snapshot items[ESME_DAILY];
} esme_days;
typedef struct esme_bills {
    uint8_t count;
    esme_snapshot items[ESME_BILLING];
} esme_bills;

typedef enum esme_demand_kind {
    ESME_DEMAND_IMPORT,
    ESME_DEMAND_CONFIGURABLE,
    ESME_DEMAND_EXPORT,
    ESME_DEMANDS
} esme_demand_kind;

/* Highest average power of a half hour since the last reset. */
typedef struct esme_demand {
    uint32_t watts;
    uint32_t time;  /* end of that half hour; 0: there was none */
    uint32_t reset; /* last time; 0: never */
} esme_demand;

typedef struct esme_plan esme_plan;

typedef struct esme {
    alb_time at;   /* up to which everything is worked out */
    alb_time next; /* when something is to be told though nobody asks */
    esme_registers registers;
    uint32_t counters[ESME_BLOCKS][ESME_BANDS]; /* of blocks, since their last reset */
    uint32_t cost_rest; /* not yet a whole thousandth of a penny, in millionths of it */
    account account;
    alb_time demand_at;    /* up to which half hours were compared: no reading needs them before it comes */
    alb_time half_hour_at; /* when half hours are compared as they end: the start of the one that runs */
    uint32_t half_hour_import; /* and what the registers stood at then; not saved */
    esme_demand demand[ESME_DEMANDS];
    esme_days daily;
    esme_bills billed, changed;
    load_limit limit;
    voltage voltage;
    event_list untold; /* what happened and was not yet told */
    esme_plan *plan;   /* what is set, as esme_plan.h reads it; NULL: to be read; own memory */
} esme;

void esme_release(esme *e);
/* Registers and balances as they stand, into the log of days or of bills; the oldest gives way. */
void esme_note_day(esme *e, alb_time at);
void esme_note_bill(const esme *e, esme_bills *bills, alb_time at);
/* The account's six amounts in the order of a snapshot. */
void esme_balances(const money *m, int32_t out[static ESME_BALANCES]);

void esme_save(const esme *e, alb_buf *out);
/* Fails the reader where it is no such state. */
void esme_restore(esme *e, alb_rd *in);

#endif
