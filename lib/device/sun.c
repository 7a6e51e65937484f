#include "sun.h"

#include "home_random.h"

enum { NOON = 12 * 60 + 10, STREAM_CLOUD = 305 };

/* Minutes from noon to sunset at some 52 degrees north in the middle of each month, January first. */
static const int16_t half_day[YEARLY_MONTHS] = {246, 299, 357, 417, 468, 498, 484, 436, 378, 319, 263, 233};

static int32_t half_day_of(uint64_t day)
{
    uint64_t at = (day * YEARLY_DAY + YEARLY_YEAR - YEARLY_MONTH / 2) % YEARLY_YEAR;
    uint64_t month = at / YEARLY_MONTH;
    int64_t low = half_day[month];
    int64_t high = half_day[(month + 1) % YEARLY_MONTHS];
    return (int32_t)(low + (high - low) * (int64_t)(at % YEARLY_MONTH) / YEARLY_MONTH);
}

/* The height of the sun is near enough a parabola. */
void sun_day(uint8_t area, uint64_t day, uint16_t out[static SUN_HALF_HOURS])
{
    int32_t half = half_day_of(day);
    for (int32_t i = 0; i < SUN_HALF_HOURS; i++) {
        int32_t from_noon = i * 30 + 15 - NOON;
        int32_t height = half * half - from_noon * from_noon;
        out[i] = 0;
        if (height > 0) {
            uint32_t cloud =
                home_random(alb_eui64_of(area), STREAM_CLOUD, day * SUN_HALF_HOURS + (uint64_t)i);
            uint32_t clear = HOME_RANDOM_ONE / 2 + cloud / 2;
            out[i] =
                (uint16_t)((uint32_t)height * 1023 / (uint32_t)(half * half) * clear / HOME_RANDOM_ONE + 1);
        }
    }
}
