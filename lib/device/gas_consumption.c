/* Gas that one home takes, as a pure function of its premises and the time (devices.md 18.4).
 *
 * Gas follows the weather: what a year brings with its seasons is known (yearly.h), and the cold of the
 * home's area lets it get ahead of the calendar or fall back again, so that a winter's day varies by cubic
 * metres and a summer's day by litres. Integers only.
 */
#include "home_random.h"
#include "yearly.h"

#include "device/device.h"

enum {
    HALF_HOURS = 48,
    DAY_AHEAD = YEARLY_DAY * 3 / 20, /* what single homes add to the weather */
    WH_PER_CUBIC_METRE = 11363,      /* at 40.0 MJ/m3 and a conversion factor of 1.02264 */
    COOKING = 20                     /* a home with a heat pump takes a twentieth: the hob */
};

/* What the random numbers of a home are for: other streams than those of electricity. */
typedef enum stream { STREAM_LEVEL = 101, STREAM_HABIT, STREAM_DAY, STREAM_SPIKE } stream;

/* Litres a year: log-normal around the typical 11,500 kWh with a quarter of homes below 7,500 and a quarter
 * above 17,000 (devices.md 18.1); the ends are cut. */
static uint64_t annual_volume(const device_premises *p)
{
    static const uint16_t kwh[YEARLY_QUANTILES + 1] = {2000,  4583,  5768,  6755,  7500,  8577,
                                                       9498,  10466, 11500, 12636, 13925, 15418,
                                                       17000, 19583, 22930, 28860, 45000};
    uint64_t wh = yearly_quantile(kwh, home_random(p->meter, STREAM_LEVEL, 0));
    return wh * 1000 / WH_PER_CUBIC_METRE / (p->heat_pump ? COOKING : 1);
}

/* Litres from the epoch up to the start of that day. */
static uint64_t volume_before_day(const device_premises *p, uint64_t day)
{
    uint64_t annual = annual_volume(p);
    uint64_t at_first = yearly_cold(p->area, 0) + yearly_days(p->meter, STREAM_DAY, 0, DAY_AHEAD);
    uint64_t ahead = yearly_cold(p->area, day) + yearly_days(p->meter, STREAM_DAY, day, DAY_AHEAD);
    return yearly_sum(&yearly_heat, annual, day * YEARLY_DAY + ahead) -
           yearly_sum(&yearly_heat, annual, at_first);
}

/* --- within a day --- */

typedef enum habit { HEATS_TWICE, HEATS_ONCE, HEATS_ALL_DAY, HABITS } habit;

/* Half of homes heat twice a day, a third once. */
static habit habit_of(const device_premises *p)
{
    uint32_t r = home_random(p->meter, STREAM_HABIT, 0);
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
static uint64_t weight_of(const device_premises *p, habit h, alb_time half_hour, alb_time offset)
{
    enum { PART = 120 }; /* a multiple of all lengths, in half hours */
    int hour = (int)((half_hour + offset) / ALB_HOURS(1) % 24);
    size_t row = 0;
    while (shape[row].until <= hour) {
        row++;
    }
    uint64_t length = UINT64_C(2) * (shape[row].until - (row > 0 ? shape[row - 1].until : 0U));
    /* Boilers burn in bursts. */
    uint64_t burst = 64 + (home_random(p->meter, STREAM_SPIKE, (uint64_t)(half_hour / ALB_MINUTES(30))) >> 7);
    return (uint64_t)shape[row].percent[h] * PART / length * burst;
}

/* Sums of a day's volume up to the start and up to the end of its half hour `index`. */
typedef struct day_sums {
    uint64_t before, after;
} day_sums;

static day_sums share_out(const device_premises *p, uint64_t day, size_t index)
{
    uint64_t volume = volume_before_day(p, day + 1) - volume_before_day(p, day);
    alb_time start = YEARLY_EPOCH + ALB_DAYS((alb_time)day);
    habit h = habit_of(p);
    uint64_t all = 0;
    uint64_t until = 0;
    uint64_t own = 0;
    alb_time offset = alb_london_offset(start);
    bool is_even = alb_london_offset(start + ALB_DAYS(1) - 1) == offset; /* the clock does not change */
    for (size_t i = 0; i < HALF_HOURS; i++) {
        alb_time t = start + ALB_MINUTES(30) * (alb_time)i;
        uint64_t weight = weight_of(p, h, t, is_even ? offset : alb_london_offset(t));
        all += weight;
        until += i < index ? weight : 0;
        own = i == index ? weight : own;
    }
    return (day_sums){.before = volume * until / all, .after = volume * (until + own) / all};
}

uint32_t device_gas_half_hour(const device_premises *p, alb_time t)
{
    if (t < YEARLY_EPOCH || t >= YEARLY_END) {
        return 0;
    }
    uint64_t half_hours = (uint64_t)((t - YEARLY_EPOCH) / ALB_MINUTES(30));
    day_sums sums = share_out(p, half_hours / HALF_HOURS, half_hours % HALF_HOURS);
    return (uint32_t)(sums.after - sums.before);
}

uint64_t device_gas_register(const device_premises *p, alb_time t)
{
    if (t < YEARLY_EPOCH) {
        return 0;
    }
    t = t < YEARLY_END ? t : YEARLY_END;
    uint64_t half_hours = (uint64_t)((t - YEARLY_EPOCH) / ALB_MINUTES(30));
    uint64_t elapsed = (uint64_t)((t - YEARLY_EPOCH) % ALB_MINUTES(30));
    uint64_t day = half_hours / HALF_HOURS;
    if (half_hours % HALF_HOURS == 0 && elapsed == 0) {
        return volume_before_day(p, day); /* midnight: no day to share out */
    }
    day_sums sums = share_out(p, day, half_hours % HALF_HOURS);
    uint64_t running = (sums.after - sums.before) * elapsed / (uint64_t)ALB_MINUTES(30);
    return volume_before_day(p, day) + sums.before + running;
}
