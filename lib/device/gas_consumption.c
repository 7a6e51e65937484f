/* Gas that one home takes, as a pure function of its identity and the time (devices.md 18.4).
 *
 * As consumption.c has it for electricity, the volume up to the start of a day has a closed form. Gas follows
 * the weather: what a year brings with its seasons is known, and spells of cold let a home get ahead of the
 * calendar by up to three days or fall back again, so that a winter's day varies by cubic metres and a
 * summer's day by litres. Integers only.
 */
#include "home_random.h"

#include "device/device.h"

/* 2020-01-01T00:00:00Z, where the registers start, and 9999-12-31, where time ends. */
#define EPOCH ((alb_time)1577836800000)
#define END   ((alb_time)253402214400000)

enum {
    HALF_HOURS = 48,
    MONTHS = 12,
    QUANTILES = 16,
    /* Days and months of the mean Gregorian year of 365.2425 days, in units that make both whole numbers. */
    UNITS_PER_DAY = 40000,
    UNITS_PER_MONTH = 1217475,
    UNITS_PER_YEAR = UNITS_PER_MONTH * MONTHS,
    SPELL_DAYS = 8,
    SPELL_AHEAD = 3 * UNITS_PER_DAY, /* its slope and that of single days stay above -1 day a day */
    DAY_AHEAD = 3 * UNITS_PER_DAY / 10,
    WH_PER_CUBIC_METRE = 11363 /* at 40.0 MJ/m3 and a conversion factor of 1.02264 */
};

/* What the random numbers of a home are for: other streams than those of electricity. */
typedef enum stream { STREAM_LEVEL = 101, STREAM_HABIT, STREAM_SPELL, STREAM_DAY, STREAM_SPIKE } stream;

/* Litres a year: log-normal around the typical 11,500 kWh with a quarter of homes below 7,500 and a quarter
 * above 17,000 (devices.md 18.1); the ends are cut. */
static uint64_t annual_volume(alb_eui64 id)
{
    static const uint16_t kwh[QUANTILES + 1] = {2000,  4583,  5768,  6755,  7500,  8577,  9498,  10466, 11500,
                                                12636, 13925, 15418, 17000, 19583, 22930, 28860, 45000};
    uint32_t r = home_random(id, STREAM_LEVEL, 0);
    uint32_t step = HOME_RANDOM_ONE / QUANTILES;
    uint64_t low = kwh[r / step];
    uint64_t high = kwh[r / step + 1];
    uint64_t wh = low * 1000 + (high - low) * 1000 * (r % step) / step;
    return wh * 1000 / WH_PER_CUBIC_METRE;
}

/* Volume up to so many units of time from the epoch: whole years, then the share of the months. */
static uint64_t seasonal_volume(uint64_t annual, uint64_t units)
{
    /* Ten-thousandths of a year up to the start of each month: degree days below 15 C, and hot water all
     * year. January first. */
    static const uint16_t before[MONTHS + 1] = {0,    1531, 2905, 4165, 5089, 5664, 5955,
                                                6137, 6327, 6661, 7367, 8500, 10000};
    uint64_t rest = units % UNITS_PER_YEAR;
    uint64_t month = rest / UNITS_PER_MONTH;
    uint64_t share = before[month + 1] - (uint64_t)before[month];
    uint64_t parts = before[month] * (uint64_t)UNITS_PER_MONTH + share * (rest % UNITS_PER_MONTH);
    return units / UNITS_PER_YEAR * annual + annual * parts / (UINT64_C(10000) * UNITS_PER_MONTH);
}

/* How far the weather is ahead of the calendar. */
static uint64_t ahead(alb_eui64 id, uint64_t day)
{
    uint64_t spell = day / SPELL_DAYS;
    uint64_t in_spell = day % SPELL_DAYS;
    uint64_t spells = (uint64_t)home_random(id, STREAM_SPELL, spell) * (SPELL_DAYS - in_spell) +
                      home_random(id, STREAM_SPELL, spell + 1) * in_spell;
    return spells * SPELL_AHEAD / SPELL_DAYS / HOME_RANDOM_ONE +
           (uint64_t)home_random(id, STREAM_DAY, day) * DAY_AHEAD / HOME_RANDOM_ONE;
}

/* Litres from the epoch up to the start of that day. */
static uint64_t volume_before_day(alb_eui64 id, uint64_t day)
{
    uint64_t annual = annual_volume(id);
    return seasonal_volume(annual, day * UNITS_PER_DAY + ahead(id, day)) -
           seasonal_volume(annual, ahead(id, 0));
}

/* --- within a day --- */

typedef enum habit { HEATS_TWICE, HEATS_ONCE, HEATS_ALL_DAY, HABITS } habit;

/* Half of homes heat twice a day, a third once. */
static habit habit_of(alb_eui64 id)
{
    uint32_t r = home_random(id, STREAM_HABIT, 0);
    if (r < HOME_RANDOM_ONE / 2) {
        return HEATS_TWICE;
    }
    return r < HOME_RANDOM_ONE / 6 * 5 ? HEATS_ONCE : HEATS_ALL_DAY;
}

/* Percent of a day in the hours up to `until`, by habit. */
static const struct {
    uint8_t until;
    uint8_t percent[HABITS];
} shape[] = {
    {5, {2, 1, 15}},   {6, {4, 2, 5}},     {7, {11, 6, 7}}, {9, {22, 14, 13}}, {15, {12, 27, 24}},
    {17, {11, 14, 9}}, {21, {30, 28, 19}}, {23, {7, 7, 6}}, {24, {1, 1, 2}},
};

/* half_hour starts it, in UTC; offset: of local time then. */
static uint64_t weight_of(alb_eui64 id, habit h, alb_time half_hour, alb_time offset)
{
    enum { PART = 120 }; /* a multiple of all lengths, in half hours */
    int hour = (int)((half_hour + offset) / ALB_HOURS(1) % 24);
    size_t row = 0;
    while (shape[row].until <= hour) {
        row++;
    }
    uint64_t length = UINT64_C(2) * (shape[row].until - (row > 0 ? shape[row - 1].until : 0U));
    /* Boilers burn in bursts. */
    uint64_t burst = 64 + (home_random(id, STREAM_SPIKE, (uint64_t)(half_hour / ALB_MINUTES(30))) >> 7);
    return (uint64_t)shape[row].percent[h] * PART / length * burst;
}

/* Sums of a day's volume up to the start and up to the end of its half hour `index`. */
typedef struct day_sums {
    uint64_t before, after;
} day_sums;

static day_sums share_out(alb_eui64 id, uint64_t day, size_t index)
{
    uint64_t volume = volume_before_day(id, day + 1) - volume_before_day(id, day);
    alb_time start = EPOCH + ALB_DAYS((alb_time)day);
    habit h = habit_of(id);
    uint64_t all = 0;
    uint64_t until = 0;
    uint64_t own = 0;
    alb_time offset = alb_london_offset(start);
    bool is_even = alb_london_offset(start + ALB_DAYS(1) - 1) == offset; /* the clock does not change */
    for (size_t i = 0; i < HALF_HOURS; i++) {
        alb_time t = start + ALB_MINUTES(30) * (alb_time)i;
        uint64_t weight = weight_of(id, h, t, is_even ? offset : alb_london_offset(t));
        all += weight;
        until += i < index ? weight : 0;
        own = i == index ? weight : own;
    }
    return (day_sums){.before = volume * until / all, .after = volume * (until + own) / all};
}

uint32_t device_gas_half_hour(alb_eui64 id, alb_time t)
{
    if (t < EPOCH || t >= END) {
        return 0;
    }
    uint64_t half_hours = (uint64_t)((t - EPOCH) / ALB_MINUTES(30));
    day_sums sums = share_out(id, half_hours / HALF_HOURS, half_hours % HALF_HOURS);
    return (uint32_t)(sums.after - sums.before);
}

uint64_t device_gas_register(alb_eui64 id, alb_time t)
{
    if (t < EPOCH) {
        return 0;
    }
    t = t < END ? t : END;
    uint64_t half_hours = (uint64_t)((t - EPOCH) / ALB_MINUTES(30));
    uint64_t elapsed = (uint64_t)((t - EPOCH) % ALB_MINUTES(30));
    uint64_t day = half_hours / HALF_HOURS;
    if (half_hours % HALF_HOURS == 0 && elapsed == 0) {
        return volume_before_day(id, day); /* midnight: no day to share out */
    }
    day_sums sums = share_out(id, day, half_hours % HALF_HOURS);
    uint64_t running = (sums.after - sums.before) * elapsed / (uint64_t)ALB_MINUTES(30);
    return volume_before_day(id, day) + sums.before + running;
}
