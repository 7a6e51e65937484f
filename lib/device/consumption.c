/* Consumption of one home as a pure function of its identity and the time (devices.md 18).
 *
 * The energy up to the start of a day has a closed form: what a year of that home's level brings with its
 * seasons, plus a correction that stays within bounds (days of the week, spells of a week, single days). A
 * day's energy is the difference of two such sums, so no history has to be walked, and days differ as they do
 * in real homes. Within a day the energy is shared out by the average home's shape with spikes. Integers
 * only: every machine gives the same watt-hours.
 */
#include "home_random.h"
#include "load_shape.h"

#include "device/device.h"

/* 2020-01-01T00:00:00Z, where the registers start, and 9999-12-31, where time ends. */
#define EPOCH ((alb_time)1577836800000)
#define END   ((alb_time)253402214400000)

enum {
    HALF_HOURS = LOAD_SHAPE_HALF_HOURS,
    MONTHS = 12,
    QUANTILES = 16,
    /* Days and months of the mean Gregorian year of 365.2425 days, in units that make both whole numbers. */
    UNITS_PER_DAY = 40000,
    UNITS_PER_MONTH = 1217475,
    UNITS_PER_YEAR = UNITS_PER_MONTH * MONTHS,
    SPELL_DAYS = 8,
    RANDOM_ONE = HOME_RANDOM_ONE
};

/* What the random numbers of a home are for. */
typedef enum stream { STREAM_LEVEL = 1, STREAM_HABIT, STREAM_SPELL, STREAM_DAY, STREAM_SPIKE } stream;

static uint32_t random_of(alb_eui64 id, stream purpose, uint64_t index)
{
    return home_random(id, purpose, index);
}

/* Wh a year: log-normal around the typical 2,700 kWh with a quarter of homes below 1,800 and a quarter above
 * 4,050 (devices.md 18.1); the ends are cut. */
static uint64_t annual_energy(alb_eui64 id)
{
    static const uint16_t kwh[QUANTILES + 1] = {700,  1075, 1354, 1586, 1801, 2014, 2230, 2457, 2700,
                                                2967, 3269, 3620, 4047, 4598, 5384, 6778, 10000};
    uint32_t r = random_of(id, STREAM_LEVEL, 0);
    uint32_t step = RANDOM_ONE / QUANTILES;
    uint64_t low = kwh[r / step];
    uint64_t high = kwh[r / step + 1];
    return low * 1000 + (high - low) * 1000 * (r % step) / step;
}

/* Energy of `day` days from the epoch on without the correction: whole years, then the share of the months.
 */
static uint64_t seasonal_energy(uint64_t annual, uint64_t day)
{
    /* Ten-thousandths of a year's energy, January first. */
    static const uint16_t share[MONTHS] = {994, 969, 928, 787, 746, 704, 688, 696, 754, 812, 928, 994};
    uint64_t years = day * UNITS_PER_DAY / UNITS_PER_YEAR;
    uint64_t rest = day * UNITS_PER_DAY % UNITS_PER_YEAR;
    uint64_t month = rest / UNITS_PER_MONTH;
    uint64_t before = 0;
    for (uint64_t i = 0; i < month; i++) {
        before += share[i];
    }
    uint64_t in_month = rest % UNITS_PER_MONTH;
    uint64_t parts = before * UNITS_PER_MONTH + share[month] * in_month;
    return years * annual + annual * parts / (UINT64_C(10000) * UNITS_PER_MONTH);
}

/* 0 .. 1.6 mean days. Its slope stays above -0.5 mean days a day, less than the least seasonal day, so that
 * registers never go back. */
static uint64_t correction(alb_eui64 id, uint64_t annual, uint64_t day)
{
    /* Thousandths of a mean day gained on the mean since Monday: Sundays take more, weekdays less. */
    static const uint8_t week[7] = {90, 72, 54, 36, 18, 0, 10};
    uint64_t mean_day = annual * 4 / 1461;
    uint64_t spell = day / SPELL_DAYS;
    uint64_t in_spell = day % SPELL_DAYS;
    uint64_t spells = random_of(id, STREAM_SPELL, spell) * (SPELL_DAYS - in_spell) +
                      random_of(id, STREAM_SPELL, spell + 1) * in_spell;
    uint64_t energy = mean_day * spells * 6 / 5 / SPELL_DAYS / RANDOM_ONE;
    energy += mean_day * random_of(id, STREAM_DAY, day) / 4 / RANDOM_ONE;
    return energy + mean_day * week[(day + 2) % 7] / 1000; /* the epoch was a Wednesday */
}

/* Wh up to the start of that day, from an origin that is the same for all days of a home. */
static uint64_t energy_before_day(alb_eui64 id, uint64_t day)
{
    uint64_t annual = annual_energy(id);
    return seasonal_energy(annual, day) + correction(id, annual, day);
}

/* Weight of a half hour in its day: 45 % follows the average home, the rest comes in spikes up to four times
 * as high, on average as high. */
static uint64_t weight_of(alb_eui64 id, uint64_t half_hour, uint8_t demand)
{
    uint64_t u = random_of(id, STREAM_SPIKE, half_hour) >> 8;
    uint64_t spike = u * u * u / (UINT64_C(256) * 64);
    return demand * (UINT64_C(45) * 256 + 55 * spike);
}

/* Sums of a day's energy up to the start and up to the end of its half hour `index`. */
typedef struct day_sums {
    uint64_t before, after;
} day_sums;

static day_sums share_out(alb_eui64 id, uint64_t day, size_t index)
{
    uint64_t energy = energy_before_day(id, day + 1) - energy_before_day(id, day);
    alb_time start = EPOCH + ALB_DAYS((alb_time)day);
    uint64_t all = 0;
    uint64_t until = 0;
    uint64_t own = 0;
    uint8_t demand[HALF_HOURS];
    /* Some rise half an hour earlier or later than the average home. */
    alb_time habit = ALB_MINUTES(30) * ((alb_time)random_of(id, STREAM_HABIT, 0) * 3 / RANDOM_ONE - 1);
    load_shape_day(start + habit, demand);
    for (size_t i = 0; i < HALF_HOURS; i++) {
        uint64_t weight = weight_of(id, (uint64_t)(start / ALB_MINUTES(30)) + i, demand[i]);
        all += weight;
        until += i < index ? weight : 0;
        own = i == index ? weight : own;
    }
    return (day_sums){.before = energy * until / all, .after = energy * (until + own) / all};
}

uint32_t device_import_half_hour(alb_eui64 id, alb_time t)
{
    if (t < EPOCH || t >= END) {
        return 0;
    }
    uint64_t half_hours = (uint64_t)((t - EPOCH) / ALB_MINUTES(30));
    day_sums sums = share_out(id, half_hours / HALF_HOURS, half_hours % HALF_HOURS);
    return (uint32_t)(sums.after - sums.before);
}

uint64_t device_import_register(alb_eui64 id, alb_time t)
{
    if (t < EPOCH) {
        return 0;
    }
    t = t < END ? t : END;
    uint64_t half_hours = (uint64_t)((t - EPOCH) / ALB_MINUTES(30));
    uint64_t elapsed = (uint64_t)((t - EPOCH) % ALB_MINUTES(30));
    uint64_t day = half_hours / HALF_HOURS;
    if (half_hours % HALF_HOURS == 0 && elapsed == 0) {
        return energy_before_day(id, day) - energy_before_day(id, 0); /* midnight: no day to share out */
    }
    day_sums sums = share_out(id, day, half_hours % HALF_HOURS);
    uint64_t running = (sums.after - sums.before) * elapsed / (uint64_t)ALB_MINUTES(30);
    return energy_before_day(id, day) - energy_before_day(id, 0) + sums.before + running;
}
