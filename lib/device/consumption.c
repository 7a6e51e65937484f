/* Electricity that premises take and give, as a pure function of what they are and the time (devices.md 18).
 *
 * Each part of it (appliances, night storage heating, a heat pump, a vehicle) has a closed form up to the
 * start of a day (yearly.h), and so has what panels give away. A day's energy is the difference of two such
 * sums, so no history has to be walked. Within a day each part is shared out by its shape; appliances with
 * spikes, and where there are panels, with what the sun leaves of them. Integers only: everywhere the same
 * watt-hours.
 */
#include "charging.h"
#include "heating.h"
#include "home_random.h"
#include "load_shape.h"
#include "sun.h"

#include "device/device.h"

enum {
    HALF_HOURS = LOAD_SHAPE_HALF_HOURS,
    SPELL_AHEAD = YEARLY_DAY * 6 / 5, /* over eight days */
    DAY_AHEAD = YEARLY_DAY / 4,
    /* Parts of a watt-hour in which half hours with sun are weighed, and the least part of its own load that
     * a half hour takes from the network, or of the sun that it gives. */
    FINE = 4096,
    LEAST = 16
};

/* What the random numbers of a home are for. */
typedef enum stream {
    STREAM_LEVEL = 1,
    STREAM_HABIT,
    STREAM_SPELL,
    STREAM_DAY,
    STREAM_SPIKE,
    STREAM_HEAT
} stream;

/* Wh a year of each part. */
typedef struct parts {
    uint64_t appliances, night_heat, heat_pump;
    uint64_t own_use; /* of what the panels make: appliances need not take it from the network */
    uint64_t given;
} parts;

static bool is_business(const device_premises *p)
{
    return p->profile_class >= 3;
}

/* Two rates, and storage heaters that use the night's (Economy 7). */
static bool has_two_rates(const device_premises *p)
{
    return p->profile_class == 2 || p->profile_class == 4;
}

/* Log-normal around the typical 2,700 kWh with a quarter of homes below 1,800 and a quarter above 4,050
 * (devices.md 18.1); the ends are cut. Customers of class 2 take 3,900. A small business takes ten thirds of
 * a home: an assumption. */
static uint64_t annual_energy(const device_premises *p)
{
    static const uint16_t kwh[YEARLY_QUANTILES + 1] = {700,  1075, 1354, 1586, 1801, 2014, 2230, 2457, 2700,
                                                       2967, 3269, 3620, 4047, 4598, 5384, 6778, 10000};
    uint64_t wh = yearly_quantile(kwh, home_random(p->meter, STREAM_LEVEL, 0));
    wh = has_two_rates(p) ? wh * 13 / 9 : wh;
    return is_business(p) ? wh * 10 / 3 : wh;
}

/* Panels bring some 910 kWh a kW a year; the home itself uses the less of it the more there is: of a typical
 * home with 3.5 kW a third. */
static void share_sun(const device_premises *p, parts *out)
{
    enum { WH_PER_100_W = 91000 };
    uint64_t made = (uint64_t)p->solar * WH_PER_100_W;
    uint64_t all = out->appliances * 5 + made * 8;
    uint64_t own_use = made * out->appliances / all * 5;
    uint64_t most = out->appliances * 45 / 100; /* so that no day in June is left with less than nothing */
    out->own_use = own_use < most ? own_use : most;
    out->given = made - out->own_use;
}

/* Of the energy at two rates 42 % flow in the seven hours of the night (Ofgem 2020; devices.md 18.1): 15 % of
 * what appliances take, and all of the heating. A heat pump makes 2,000 to 5,200 kWh out of the heat that a
 * gas boiler would have given: an assumption. */
static parts parts_of(const device_premises *p)
{
    enum { LEAST_PUMP = 2000000, PUMP_RANGE = 3200000 };
    uint64_t annual = annual_energy(p);
    parts out = {.appliances = has_two_rates(p) ? annual * 68 / 100 : annual};
    out.night_heat = annual - out.appliances;
    if (p->heat_pump) {
        out.heat_pump =
            LEAST_PUMP + (uint64_t)PUMP_RANGE * home_random(p->meter, STREAM_HEAT, 0) / HOME_RANDOM_ONE;
    }
    if (p->solar > 0) {
        share_sun(p, &out);
    }
    return out;
}

/* --- up to the start of a day, from an origin that is the same for all days of a home --- */

/* Homes take more on Sundays and less on weekdays, businesses the other way round. */
static uint64_t week_ahead(const device_premises *p, uint64_t day)
{
    /* Thousandths of a day gained on the mean since Monday. */
    static const uint16_t home[7] = {90, 72, 54, 36, 18, 0, 10};
    static const uint16_t business[7] = {0, 200, 400, 600, 800, 1000, 550};
    size_t weekday = (day + 2) % 7; /* the epoch was a Wednesday */
    return (uint64_t)YEARLY_DAY * (is_business(p) ? business[weekday] : home[weekday]) / 1000;
}

static uint64_t appliances_at(const device_premises *p, uint64_t day)
{
    return day * YEARLY_DAY + yearly_spells(p->meter, STREAM_SPELL, day, SPELL_AHEAD) +
           yearly_days(p->meter, STREAM_DAY, day, DAY_AHEAD) + week_ahead(p, day);
}

/* From the network: the sun shines on what is taken by day. */
static uint64_t appliances_before(const device_premises *p, const parts *of, uint64_t day)
{
    uint64_t at = appliances_at(p, day);
    uint64_t used = yearly_sum(&yearly_light, of->appliances, at);
    return of->own_use > 0 ? used - yearly_sum(&yearly_sun, of->own_use, at) : used;
}

static uint64_t taken_before(const device_premises *p, const parts *of, uint64_t day)
{
    return appliances_before(p, of, day) + heating_before(p, of->night_heat, day) +
           heating_before(p, of->heat_pump, day) + charging_before(p, day);
}

static uint64_t given_before(const device_premises *p, const parts *of, uint64_t day)
{
    return yearly_sum(&yearly_sun, of->given, day * YEARLY_DAY + yearly_bright(p->area, day));
}

/* --- within a day --- */

/* Sums of a day's energy up to the start and up to the end of one of its half hours. */
typedef struct day_sums {
    uint64_t before, after;
} day_sums;

static day_sums share_out(const uint64_t weights[static HALF_HOURS], uint64_t energy, size_t index)
{
    uint64_t all = 0;
    uint64_t until = 0;
    for (size_t i = 0; i < HALF_HOURS; i++) {
        all += weights[i];
        until += i < index ? weights[i] : 0;
    }
    return all > 0
               ? (day_sums){.before = energy * until / all, .after = energy * (until + weights[index]) / all}
               : (day_sums){0};
}

/* 45 % follow the average, the rest comes in spikes up to four times as high, on average as high. */
static void appliance_weights(const device_premises *p, uint64_t day, uint64_t out[static HALF_HOURS])
{
    alb_time start = YEARLY_EPOCH + ALB_DAYS((alb_time)day);
    /* Some rise half an hour earlier or later than the average home. */
    alb_time habit =
        ALB_MINUTES(30) * ((alb_time)home_random(p->meter, STREAM_HABIT, 0) * 3 / HOME_RANDOM_ONE - 1);
    uint8_t demand[HALF_HOURS];
    load_shape_day(is_business(p), start + habit, demand);
    for (size_t i = 0; i < HALF_HOURS; i++) {
        uint64_t half_hour = (uint64_t)(start / ALB_MINUTES(30)) + i;
        uint64_t u = home_random(p->meter, STREAM_SPIKE, half_hour) >> 8;
        uint64_t spike = u * u * u / (UINT64_C(256) * 64);
        out[i] = demand[i] * (UINT64_C(45) * 256 + 55 * spike);
    }
}

/* What the panels leave of the appliances, and the appliances of what the panels make. */
static void weigh_sun(const device_premises *p, const parts *of, uint64_t day,
                      uint64_t taken[static HALF_HOURS], uint64_t given[static HALF_HOURS])
{
    uint16_t sun[SUN_HALF_HOURS];
    sun_day(p->area, day, sun);
    uint64_t all_taken = 0;
    uint64_t all_sun = 0;
    for (size_t i = 0; i < HALF_HOURS; i++) {
        all_taken += taken[i];
        all_sun += sun[i];
    }
    uint64_t used = yearly_sum(&yearly_light, of->appliances, appliances_at(p, day + 1)) -
                    yearly_sum(&yearly_light, of->appliances, appliances_at(p, day));
    uint64_t made = given_before(p, of, day + 1) - given_before(p, of, day);
    made = made * (of->given + of->own_use) / of->given;
    for (size_t i = 0; i < HALF_HOURS; i++) {
        uint64_t load = used * FINE * taken[i] / all_taken;
        uint64_t made_now = made * FINE * sun[i] / all_sun;
        uint64_t missing = load > made_now ? load - made_now : 0;
        uint64_t spare = made_now > load ? made_now - load : 0;
        taken[i] = missing > load / LEAST ? missing : load / LEAST + 1;
        given[i] = spare > made_now / LEAST ? spare : made_now / LEAST + (sun[i] > 0);
    }
}

static uint64_t shaped_until(const device_premises *p, const parts *of, uint64_t day, size_t half_hour)
{
    uint64_t night = heating_before(p, of->night_heat, day + 1) - heating_before(p, of->night_heat, day);
    uint64_t pump = heating_before(p, of->heat_pump, day + 1) - heating_before(p, of->heat_pump, day);
    return heating_by_night(night, half_hour) + heating_by_pump(pump, half_hour) +
           charging_until(p, day, half_hour);
}

static day_sums taken_within(const device_premises *p, const parts *of, uint64_t day, size_t index)
{
    uint64_t weights[HALF_HOURS];
    uint64_t given[HALF_HOURS];
    appliance_weights(p, day, weights);
    if (of->given > 0) {
        weigh_sun(p, of, day, weights, given);
    }
    uint64_t energy = appliances_before(p, of, day + 1) - appliances_before(p, of, day);
    day_sums sums = share_out(weights, energy, index);
    if (of->night_heat + of->heat_pump > 0 || p->vehicle) {
        sums.before += shaped_until(p, of, day, index);
        sums.after += shaped_until(p, of, day, index + 1);
    }
    return sums;
}

static day_sums given_within(const device_premises *p, const parts *of, uint64_t day, size_t index)
{
    uint64_t weights[HALF_HOURS];
    uint64_t given[HALF_HOURS];
    appliance_weights(p, day, weights);
    weigh_sun(p, of, day, weights, given);
    return share_out(given, given_before(p, of, day + 1) - given_before(p, of, day), index);
}

/* --- both directions --- */

typedef struct direction {
    uint64_t (*before)(const device_premises *p, const parts *of, uint64_t day);
    day_sums (*within)(const device_premises *p, const parts *of, uint64_t day, size_t index);
} direction;

static const direction import = {taken_before, taken_within};
static const direction export = {given_before, given_within};

static uint32_t half_hour_of(const direction *d, const device_premises *p, alb_time t)
{
    if (t < YEARLY_EPOCH || t >= YEARLY_END) {
        return 0;
    }
    uint64_t half_hours = (uint64_t)((t - YEARLY_EPOCH) / ALB_MINUTES(30));
    parts of = parts_of(p);
    day_sums sums = d->within(p, &of, half_hours / HALF_HOURS, half_hours % HALF_HOURS);
    return (uint32_t)(sums.after - sums.before);
}

static uint64_t register_of(const direction *d, const device_premises *p, alb_time t)
{
    if (t < YEARLY_EPOCH) {
        return 0;
    }
    t = t < YEARLY_END ? t : YEARLY_END;
    parts of = parts_of(p);
    uint64_t half_hours = (uint64_t)((t - YEARLY_EPOCH) / ALB_MINUTES(30));
    uint64_t elapsed = (uint64_t)((t - YEARLY_EPOCH) % ALB_MINUTES(30));
    uint64_t day = half_hours / HALF_HOURS;
    uint64_t total = d->before(p, &of, day) - d->before(p, &of, 0);
    if (half_hours % HALF_HOURS == 0 && elapsed == 0) {
        return total; /* midnight: no day to share out */
    }
    day_sums sums = d->within(p, &of, day, half_hours % HALF_HOURS);
    return total + sums.before + (sums.after - sums.before) * elapsed / (uint64_t)ALB_MINUTES(30);
}

uint32_t device_import_half_hour(const device_premises *p, alb_time t)
{
    return half_hour_of(&import, p, t);
}

uint64_t device_import_register(const device_premises *p, alb_time t)
{
    return register_of(&import, p, t);
}

uint32_t device_export_half_hour(const device_premises *p, alb_time t)
{
    return p->solar > 0 ? half_hour_of(&export, p, t) : 0;
}

uint64_t device_export_register(const device_premises *p, alb_time t)
{
    return p->solar > 0 ? register_of(&export, p, t) : 0;
}
