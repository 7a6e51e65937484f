/* Mean demand of unrestricted domestic customers by half hour (devices.md 18.2: Elexon's profile class 1),
 * and of businesses. */
#include "load_shape.h"

#include "base/time.h"

enum { COLUMNS = 9 };

/* Columns of the table. */
enum {
    WINTER_WEEKDAY,
    WINTER_SATURDAY,
    WINTER_SUNDAY,
    SPRING,
    AUTUMN,
    SUMMER,
    HIGH_SUMMER,
    SUMMER_SATURDAY,
    SUMMER_SUNDAY
};

/* Tens of watts in the half hour that starts with the row's: 00:00 first, local time. */
static const uint8_t demand[LOAD_SHAPE_HALF_HOURS][COLUMNS] = {
    {33, 39, 41, 29, 28, 27, 29, 31, 32}, {28, 32, 34, 25, 24, 23, 25, 26, 28},
    {25, 28, 30, 22, 21, 21, 22, 23, 25}, {23, 25, 27, 21, 20, 20, 21, 21, 22},
    {22, 23, 25, 20, 19, 19, 20, 20, 21}, {21, 22, 23, 19, 19, 19, 19, 19, 20},
    {21, 21, 22, 19, 18, 18, 19, 19, 19}, {20, 21, 21, 19, 18, 18, 19, 19, 19},
    {20, 21, 21, 19, 19, 18, 19, 19, 19}, {21, 21, 21, 19, 19, 18, 19, 19, 19},
    {22, 22, 21, 19, 19, 19, 20, 19, 19}, {24, 23, 22, 21, 21, 20, 21, 20, 19},
    {31, 27, 24, 27, 26, 25, 24, 22, 20}, {39, 32, 27, 35, 34, 32, 30, 27, 23},
    {52, 39, 31, 42, 43, 40, 37, 31, 28}, {63, 46, 38, 48, 50, 43, 39, 36, 31},
    {62, 51, 44, 49, 49, 44, 41, 40, 37}, {57, 56, 53, 44, 45, 41, 41, 43, 41},
    {52, 57, 58, 43, 42, 40, 40, 46, 46}, {50, 57, 62, 42, 41, 39, 40, 46, 49},
    {49, 57, 68, 41, 41, 38, 39, 46, 52}, {48, 57, 70, 39, 39, 37, 39, 44, 54},
    {47, 56, 73, 38, 38, 37, 37, 43, 56}, {47, 56, 74, 38, 39, 37, 38, 45, 58},
    {49, 59, 77, 42, 41, 39, 40, 47, 61}, {49, 59, 77, 41, 40, 38, 39, 45, 61},
    {47, 58, 74, 39, 39, 36, 37, 43, 57}, {45, 54, 68, 36, 37, 35, 35, 42, 51},
    {44, 52, 63, 37, 36, 34, 35, 41, 46}, {46, 53, 63, 37, 36, 35, 35, 40, 45},
    {47, 53, 64, 37, 37, 35, 36, 40, 46}, {53, 56, 65, 41, 39, 39, 37, 42, 45},
    {64, 63, 72, 46, 46, 44, 42, 42, 46}, {78, 73, 79, 54, 55, 52, 50, 47, 48},
    {89, 83, 86, 60, 61, 56, 53, 52, 49}, {92, 89, 90, 59, 61, 55, 52, 53, 51},
    {92, 89, 92, 58, 65, 54, 51, 50, 51}, {91, 90, 90, 57, 68, 52, 50, 51, 51},
    {88, 89, 88, 57, 69, 50, 48, 50, 50}, {84, 84, 85, 57, 68, 48, 46, 49, 47},
    {80, 80, 82, 61, 69, 47, 48, 47, 48}, {78, 74, 78, 64, 67, 49, 51, 45, 48},
    {77, 73, 77, 67, 66, 51, 56, 47, 52}, {72, 69, 72, 64, 62, 53, 56, 50, 53},
    {67, 64, 67, 61, 58, 55, 54, 51, 54}, {59, 59, 60, 53, 51, 49, 48, 49, 50},
    {49, 52, 50, 45, 42, 41, 41, 43, 41}, {41, 46, 42, 36, 34, 34, 35, 37, 34},
};

static int season_of(const alb_date_time *day, bool is_summer_time)
{
    if (!is_summer_time) {
        return WINTER_WEEKDAY;
    }
    int date = day->month * 100 + day->day;
    if (date < 515) {
        return SPRING;
    }
    if (date < 722) {
        return SUMMER;
    }
    return date < 904 ? HIGH_SUMMER : AUTUMN;
}

/* Weekends outside winter are known for summer only. */
static int column_of(alb_time local, bool is_summer_time)
{
    alb_date_time day = alb_time_split(local);
    bool weekend = day.weekday >= 6;
    if (!weekend) {
        return season_of(&day, is_summer_time);
    }
    int saturday = is_summer_time ? SUMMER_SATURDAY : WINTER_SATURDAY;
    return saturday + (day.weekday - 6);
}

/* Small businesses, weekdays, Saturdays and Sundays: an assumption, from what is known of profile class 3:
 * most from nine to five, little in the evening, at night what never stops. */
enum { BUSINESS_WEEKDAY, BUSINESS_SATURDAY, BUSINESS_SUNDAY, BUSINESS_COLUMNS };
static const uint8_t business[24][BUSINESS_COLUMNS] = {
    {26, 25, 24}, {25, 24, 23},  {25, 24, 23}, {25, 23, 23}, {26, 24, 23}, {29, 26, 24},
    {38, 31, 26}, {54, 39, 29},  {76, 50, 34}, {92, 60, 39}, {98, 65, 42}, {99, 67, 44},
    {99, 66, 45}, {100, 64, 45}, {99, 60, 44}, {96, 56, 42}, {90, 52, 41}, {78, 49, 41},
    {62, 46, 40}, {51, 43, 38},  {45, 40, 35}, {40, 36, 32}, {34, 32, 29}, {29, 28, 26},
};

static int business_column_of(alb_time local)
{
    int weekday = alb_time_split(local).weekday;
    return weekday < 6 ? BUSINESS_WEEKDAY : BUSINESS_SATURDAY + (weekday - 6);
}

static uint8_t demand_at(alb_time utc, alb_time offset)
{
    alb_date_time at = alb_time_split(utc + offset);
    return demand[at.hour * 2 + at.minute / 30][column_of(utc + offset, offset != 0)];
}

/* On a day without change of the clock only midnight brings another column. */
static void fill_even_day(alb_time from, alb_time offset, uint8_t *out)
{
    size_t row = (size_t)((from + offset) / ALB_MINUTES(30) % LOAD_SHAPE_HALF_HOURS);
    int column = column_of(from + offset, offset != 0);
    for (size_t i = 0; i < LOAD_SHAPE_HALF_HOURS; i++, row++) {
        if (row == LOAD_SHAPE_HALF_HOURS) {
            row = 0;
            column = column_of(from + offset + ALB_DAYS(1), offset != 0);
        }
        out[i] = demand[row][column];
    }
}

static void fill_business_day(alb_time from, uint8_t *out)
{
    for (size_t i = 0; i < LOAD_SHAPE_HALF_HOURS; i++) {
        alb_time t = from + ALB_MINUTES(30) * (alb_time)i;
        alb_time local = t + alb_london_offset(t);
        out[i] = business[local / ALB_HOURS(1) % 24][business_column_of(local)];
    }
}

void load_shape_day(bool is_business, alb_time from, uint8_t out[static LOAD_SHAPE_HALF_HOURS])
{
    if (is_business) {
        fill_business_day(from, out);
        return;
    }
    alb_time offset = alb_london_offset(from);
    if (alb_london_offset(from + ALB_DAYS(1) - 1) == offset) {
        fill_even_day(from, offset, out);
        return;
    }
    for (size_t i = 0; i < LOAD_SHAPE_HALF_HOURS; i++) {
        alb_time t = from + ALB_MINUTES(30) * (alb_time)i;
        out[i] = demand_at(t, alb_london_offset(t));
    }
}
