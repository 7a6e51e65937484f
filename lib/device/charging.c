#include "charging.h"

#include "home_random.h"

enum {
    STREAM_CAR = 401,
    STREAM_NIGHTS,
    STREAM_START,
    STREAM_MILES,
    WH_PER_HALF_HOUR = 3600,
    LEAST_CHARGE = 9000, /* Wh on average; 9 to 21 kWh: some 2,300 kWh a year, an assumption */
    CHARGE_RANGE = 12000,
    NIGHTS = 3
};

/* Bits of the week's days: Monday, Wednesday and Friday, turned by the home's own number. */
static uint8_t nights_of(const device_premises *p)
{
    unsigned turn = home_random(p->meter, STREAM_NIGHTS, 0) % 7;
    unsigned bits = 0x15;
    return (uint8_t)((bits << turn | bits >> (7 - turn)) & 0x7f);
}

/* Charges up to the start of a day. */
static uint64_t charges_before(const device_premises *p, uint64_t day)
{
    uint64_t days = day + 2; /* since a Monday */
    uint8_t in_week = (uint8_t)(nights_of(p) & ((1U << days % 7) - 1));
    uint64_t count = days / 7 * NIGHTS;
    for (; in_week; in_week &= (uint8_t)(in_week - 1)) {
        count++;
    }
    return count;
}

/* One charge is half to one and a half of the average. */
uint64_t charging_before(const device_premises *p, uint64_t day)
{
    if (!p->vehicle) {
        return 0;
    }
    uint64_t charge =
        LEAST_CHARGE + (uint64_t)CHARGE_RANGE * home_random(p->meter, STREAM_CAR, 0) / HOME_RANDOM_ONE;
    uint64_t count = charges_before(p, day);
    return charge * count + charge * home_random(p->meter, STREAM_MILES, count) / 2 / HOME_RANDOM_ONE;
}

uint64_t charging_until(const device_premises *p, uint64_t day, size_t half_hour)
{
    uint64_t charge = charging_before(p, day + 1) - charging_before(p, day);
    size_t start = 1 + home_random(p->meter, STREAM_START, 0) % 4;
    uint64_t could = half_hour > start ? (half_hour - start) * (uint64_t)WH_PER_HALF_HOUR : 0;
    return could < charge ? could : charge;
}
