/* A gas meter's account: charges, emergency credit, and the valve that follows the credit (devices.md 9). */
#ifndef ALB_DEVICE_GAS_MONEY_H
#define ALB_DEVICE_GAS_MONEY_H

#include "gas_work.h"

typedef enum gas_charge_kind {
    GAS_CHARGE_ENERGY,
    GAS_CHARGE_STANDING,
    GAS_CHARGE_DEBT_1,
    GAS_CHARGE_DEBT_2
} gas_charge_kind;

enum { GAS_HOURLY_DEBT = 0, GAS_DAILY_DEBT = 1 };

/* Takes an amount from whoever pays it: in credit mode it goes on the bill. */
void gas_charge(device *d, gas_charge_kind kind, int64_t amount, alb_time at, gas_events *e);
/* The time-based debts that are collected at this frequency. */
void gas_collect_debts(device *d, uint8_t frequency, alb_time at, gas_events *e);
/* What follows from the credit there is: warnings, offers, the valve. */
void gas_evaluate(device *d, alb_time at, gas_events *e);

/* False: not offered now. */
ALB_MUST_USE bool gas_select_emergency(device *d, alb_time at, gas_events *e);
/* A top-up that was found authentic. */
money_refusal gas_top_up(device *d, const char code[static GBCS_UTRN_TEXT], int32_t amount, alb_time at,
                         gas_events *e);
/* Puts a payment mode in force, after a snapshot. */
void gas_set_mode(device *d, uint16_t control, int32_t cut_off, alb_time at, gas_events *e);

#endif
