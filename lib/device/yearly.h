/* What the year brings, in closed form (devices.md 18): the energy up to any day is found without walking the
 * days before it.
 *
 * A course says which share of a year's energy has come by the start of each month. It is read at a time that
 * runs ahead of the calendar or falls behind it by less than a day a day, for what makes one day differ from
 * another: the weather, habits, chance. So every day has its own energy, none goes back, and all of them sum
 * to the year's.
 */
#ifndef ALB_DEVICE_YEARLY_H
#define ALB_DEVICE_YEARLY_H

#include "base/eui64.h"
#include "base/time.h"

/* 2020-01-01T00:00:00Z, where registers start, and 9999-12-31, where time ends. */
#define YEARLY_EPOCH ((alb_time)1577836800000)
#define YEARLY_END   ((alb_time)253402214400000)

enum {
    YEARLY_MONTHS = 12,
    /* Days and months of the mean Gregorian year of 365.2425 days, in units that make both whole numbers. */
    YEARLY_DAY = 40000,
    YEARLY_MONTH = 1217475,
    YEARLY_YEAR = YEARLY_MONTH * YEARLY_MONTHS,
    YEARLY_WHOLE = 10000,
    YEARLY_QUANTILES = 16
};

/* Ten-thousandths of a year up to the start of each month, January first. */
typedef struct yearly_course {
    uint16_t before[YEARLY_MONTHS + 1];
} yearly_course;

extern const yearly_course yearly_light; /* appliances and lighting */
extern const yearly_course yearly_heat;  /* space heating and hot water */
extern const yearly_course yearly_sun;   /* panels on a roof */

/* Of `annual`, what has come up to so many units from the epoch. annual below 2^30. */
uint64_t yearly_sum(const yearly_course *c, uint64_t annual, uint64_t units);

/* Units that a source of chance is ahead of the calendar on a day: spells of eight days that carry it by up
 * to `most`, or days that stand for themselves. */
uint64_t yearly_spells(alb_eui64 source, unsigned stream, uint64_t day, uint64_t most);
uint64_t yearly_days(alb_eui64 source, unsigned stream, uint64_t day, uint64_t most);

/* --- weather of an area, the same for all homes in it --- */

/* How far the cold is ahead of the calendar: by 0.83 days more or less from one day to the next at most. */
uint64_t yearly_cold(uint8_t area, uint64_t day);
/* How far the sunshine is; 0.85 days. */
uint64_t yearly_bright(uint8_t area, uint64_t day);

/* Between values that the sixteenths of all homes have. */
uint64_t yearly_quantile(const uint16_t values[static YEARLY_QUANTILES + 1], uint32_t random);

#endif
