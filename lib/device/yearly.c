#include "yearly.h"

#include "home_random.h"

#include "device/device.h"

enum { SPELL_DAYS = 8, STREAM_COLD_SPELL = 301, STREAM_COLD_DAY, STREAM_BRIGHT_SPELL, STREAM_BRIGHT_DAY };

/* The days of profile class 1 by season (devices.md 18.2). */
const yearly_course yearly_light = {
    {0, 994, 1963, 2891, 3678, 4424, 5128, 5816, 6512, 7266, 8078, 9006, 10000}};

/* Degree days below 15 C, and hot water all year (devices.md 18.4). */
const yearly_course yearly_heat = {
    {0, 1531, 2905, 4165, 5089, 5664, 5955, 6137, 6327, 6661, 7367, 8500, 10000}};

/* Panels that face south at some 52 degrees north, from memory: an assumption. */
const yearly_course yearly_sun = {{0, 310, 800, 1650, 2770, 4050, 5340, 6610, 7740, 8640, 9290, 9730, 10000}};

uint64_t yearly_sum(const yearly_course *c, uint64_t annual, uint64_t units)
{
    uint64_t rest = units % YEARLY_YEAR;
    uint64_t month = rest / YEARLY_MONTH;
    uint64_t share = c->before[month + 1] - (uint64_t)c->before[month];
    uint64_t parts = c->before[month] * (uint64_t)YEARLY_MONTH + share * (rest % YEARLY_MONTH);
    return units / YEARLY_YEAR * annual + annual * parts / ((uint64_t)YEARLY_WHOLE * YEARLY_MONTH);
}

uint64_t yearly_spells(alb_eui64 source, unsigned stream, uint64_t day, uint64_t most)
{
    uint64_t spell = day / SPELL_DAYS;
    uint64_t in_spell = day % SPELL_DAYS;
    uint64_t random = (uint64_t)home_random(source, stream, spell) * (SPELL_DAYS - in_spell) +
                      (uint64_t)home_random(source, stream, spell + 1) * in_spell;
    return random * most / SPELL_DAYS / HOME_RANDOM_ONE;
}

uint64_t yearly_days(alb_eui64 source, unsigned stream, uint64_t day, uint64_t most)
{
    return home_random(source, stream, day) * most / HOME_RANDOM_ONE;
}

/* Five days ahead over a spell are five eighths a day: days differ from the season's by some three degrees.
 */
uint64_t yearly_cold(uint8_t area, uint64_t day)
{
    alb_eui64 source = alb_eui64_of(area);
    return yearly_spells(source, STREAM_COLD_SPELL, day, UINT64_C(5) * YEARLY_DAY) +
           yearly_days(source, STREAM_COLD_DAY, day, YEARLY_DAY / 5);
}

uint64_t yearly_bright(uint8_t area, uint64_t day)
{
    alb_eui64 source = alb_eui64_of(area);
    return yearly_spells(source, STREAM_BRIGHT_SPELL, day, UINT64_C(2) * YEARLY_DAY) +
           yearly_days(source, STREAM_BRIGHT_DAY, day, YEARLY_DAY * 6 / 10);
}

uint64_t yearly_quantile(const uint16_t values[static YEARLY_QUANTILES + 1], uint32_t random)
{
    uint32_t step = HOME_RANDOM_ONE / YEARLY_QUANTILES;
    uint64_t low = values[random / step];
    uint64_t high = values[random / step + 1];
    return low * 1000 + (high - low) * 1000 * (random % step) / step;
}

/* Central England's months (devices.md 18.4), each at its middle; eleven degrees less where the cold gets a
 * day ahead within a day. */
int32_t device_temperature(uint8_t area, alb_time t)
{
    static const int16_t mean[YEARLY_MONTHS] = {470,  500,  670,  900,  1190, 1470,
                                                1680, 1650, 1420, 1090, 740,  490};
    enum { SWING = 1100 };
    t = t > YEARLY_EPOCH ? t : YEARLY_EPOCH;
    t = t < YEARLY_END ? t : YEARLY_END;
    uint64_t day = (uint64_t)((t - YEARLY_EPOCH) / ALB_DAYS(1));
    uint64_t at = (day * YEARLY_DAY + YEARLY_YEAR - YEARLY_MONTH / 2) % YEARLY_YEAR;
    uint64_t month = at / YEARLY_MONTH;
    int64_t low = mean[month];
    int64_t high = mean[(month + 1) % YEARLY_MONTHS];
    int64_t cold = (int64_t)yearly_cold(area, day + 1) - (int64_t)yearly_cold(area, day);
    return (int32_t)(low + (high - low) * (int64_t)(at % YEARLY_MONTH) / YEARLY_MONTH -
                     cold * SWING / YEARLY_DAY);
}
