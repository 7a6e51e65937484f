/* Prepayment as its supplier has it: tokens, balances, the state of supply. */
#ifndef ALB_STORY_MONEY_H
#define ALB_STORY_MONEY_H

#include "world.h"

/* Of the registers of money: thousandths of a penny. */
enum { POUND = 100000 };

/* The supplier makes a token and sends it to the meter, which takes it (2.2). */
void money_top_up(actor *supplier, alb_eui64 meter, uint16_t pounds);
/* 4.18 */
int64_t money_balance(actor *supplier, alb_eui64 meter);
/* 7.4: "Enabled", "Armed" or "Disabled" of electricity, "On", "Armed" or "Off" of gas. */
const char *money_supply(actor *supplier, alb_eui64 meter);

#endif
