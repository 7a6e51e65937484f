/* Tariffs and prepayment terms of gas as settings of Service Requests 1.1.1 and 2.1, for the stories. */
#ifndef ALB_STORY_GAS_TARIFF_H
#define ALB_STORY_GAS_TARIFF_H

#include "tariff.h"

/* One price every day of the year, in thousandths of a penny a kWh, and a standing charge a day. */
void gas_tariff_of(setting_list *s, world *w, unsigned price, unsigned standing);
/* Prepayment configuration as terms_of has it for electricity: friendly hours from four in the afternoon to
 * ten in the morning, where they are wanted. */
void gas_terms_of(setting_list *s, world *w, bool friendly);

#endif
