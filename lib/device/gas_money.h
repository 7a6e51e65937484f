/* A gas meter's account (devices.md 9; account.h): its terms as ZigBee attributes have them, and its bill. */
#ifndef ALB_DEVICE_GAS_MONEY_H
#define ALB_DEVICE_GAS_MONEY_H

#include "account.h"
#include "gas_work.h"

/* The meter's account at that time. */
accounting gas_accounting(device *d, alb_time at, event_list *e);
/* Takes an amount from whoever pays it: in credit mode it goes on the bill. */
void gas_charge(device *d, account_charge_kind kind, int64_t amount, alb_time at, event_list *e);
/* The time-based debts that are collected with this period; none in credit mode. */
void gas_collect_debts(device *d, account_period period, alb_time at, event_list *e);
/* What follows from the credit there is: warnings, offers, the valve. */
void gas_evaluate(device *d, alb_time at, event_list *e);

/* False: not offered now. */
ALB_MUST_USE bool gas_select_emergency(device *d, alb_time at, event_list *e);
/* token_enter, of a gas meter. */
ALB_MUST_USE bool gas_enter_token(device *d, gbcs_keys *keys, alb_span digits, uint64_t counter, alb_time at,
                                  event_list *e, int32_t *amount);
/* Puts a payment mode in force, after a snapshot. */
void gas_set_mode(device *d, uint16_t control, int32_t cut_off, alb_time at, event_list *e);

#endif
