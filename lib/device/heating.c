#include "heating.h"

#include "home_random.h"

enum { STREAM_HEAT_DAY = 7 };

uint64_t heating_before(const device_premises *p, uint64_t annual, uint64_t day)
{
    if (annual == 0) {
        return 0;
    }
    uint64_t ahead = yearly_cold(p->area, day) +
                     yearly_days(p->meter, STREAM_HEAT_DAY, day, YEARLY_DAY * UINT64_C(3) / 20);
    return yearly_sum(&yearly_heat, annual, day * YEARLY_DAY + ahead);
}

/* --- within a day: thousandths up to each half hour, and up to each hour --- */

uint64_t heating_by_night(uint64_t energy, size_t half_hour)
{
    static const uint16_t until[16] = {0,   0,   110, 220, 320, 420, 510, 600,
                                       680, 750, 810, 860, 900, 940, 970, 1000};
    return energy * until[half_hour < 15 ? half_hour : 15] / 1000;
}

uint64_t heating_by_pump(uint64_t energy, size_t half_hour)
{
    static const uint16_t until[25] = {0,   30,  60,  90,  120, 160, 210, 270, 330, 380, 420, 460, 500,
                                       540, 580, 620, 670, 720, 780, 840, 890, 930, 960, 980, 1000};
    size_t hour = half_hour / 2;
    size_t next = hour < 24 ? hour + 1 : hour;
    return energy * (until[hour] * UINT64_C(2) + (half_hour % 2) * (until[next] - (uint64_t)until[hour])) /
           2000;
}
