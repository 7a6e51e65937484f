/* Tariffs and prepayment terms as settings of Service Requests 1.1.1 and 2.1, for the stories. */
#ifndef ALB_STORY_TARIFF_H
#define ALB_STORY_TARIFF_H

#include "world.h"

enum { MOST_SETTINGS = 160, MOST_RATES = 4 };

typedef struct setting_list {
    world *world;
    user_setting list[MOST_SETTINGS];
    size_t n;
} setting_list;

/* A price from an hour of the day on, in hundred-thousandths of a pound (thousandths of a penny) a kWh. */
typedef struct day_rate {
    unsigned hour, price;
} day_rate;

/* Electricity: rates of every day of the year, the first from 00:00, and a standing charge a day. */
void tariff_of(setting_list *s, world *w, const day_rate *rates, size_t n, unsigned standing);
/* Prepayment configuration of an electricity meter in hundred-thousandths of a pound; friendly: hours without
 * disablement, from four in the afternoon to ten in the morning. */
void terms_of(setting_list *s, world *w, bool friendly);
/* Adds a setting; value may be changed afterwards by the caller, path is "A/B%u/C" with numbers. */
void setting_add(setting_list *s, const char *value, const char *path, ...) ALB_PRINTF(3, 4);

#endif
