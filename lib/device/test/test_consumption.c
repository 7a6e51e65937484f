/* What must hold for every home at every time (devices.md 18, 19.5). */
#include "device/device.h"
#include "property.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define HALF_HOUR ALB_MINUTES(30)
#define T_2020    ((alb_time)1577836800000)

/* A home, and the start of a half hour between 2020 and 2040. */
static alb_eui64 any_home(property *p)
{
    return alb_eui64_of(property_next(p));
}

static alb_time any_half_hour(property *p)
{
    return T_2020 + HALF_HOUR * (alb_time)property_below(p, 20 * 17532);
}

static void half_hours_sum_to_the_register(void **state)
{
    (void)state;
    property p = {1};
    for (int i = 0; i < 40; i++) {
        alb_eui64 home = any_home(&p);
        alb_time from = any_half_hour(&p);
        uint64_t before = device_import_register(home, from);
        for (int k = 0; k < 150; k++) {
            alb_time t = from + HALF_HOUR * k;
            uint32_t energy = device_import_half_hour(home, t);
            assert_int_equal(device_import_register(home, t + HALF_HOUR) - before, energy);
            assert_int_equal(device_import_half_hour(home, t + HALF_HOUR - 1), energy);
            before += energy;
        }
    }
}

static void register_starts_at_zero_and_never_goes_back(void **state)
{
    (void)state;
    property p = {2};
    for (int i = 0; i < 2000; i++) {
        alb_eui64 home = any_home(&p);
        assert_int_equal(device_import_register(home, T_2020), 0);
        assert_int_equal(device_import_register(home, T_2020 - 1), 0);
        assert_int_equal(device_import_half_hour(home, T_2020 - 1), 0);
        alb_time t = any_half_hour(&p) + (alb_time)property_below(&p, HALF_HOUR);
        alb_time later = t + (alb_time)property_below(&p, HALF_HOUR * 3);
        assert_true(device_import_register(home, later) >= device_import_register(home, t));
    }
}

/* The least day that a home may have is far from nothing: a day never goes back, even for small homes. */
static void days_are_plausible(void **state)
{
    (void)state;
    property p = {3};
    for (int i = 0; i < 3000; i++) {
        alb_eui64 home = any_home(&p);
        alb_time day = T_2020 + ALB_DAYS((alb_time)property_below(&p, 20 * 365));
        uint64_t energy = device_import_register(home, day + ALB_DAYS(1)) - device_import_register(home, day);
        assert_in_range(energy, 700, 50000);
    }
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Median 2,700 kWh, quartiles about 1,800 and 4,100 (devices.md 18.1). */
static void years_are_plausible(void **state)
{
    (void)state;
    enum { HOMES = 4000 };
    static uint64_t kwh[HOMES];
    property p = {4};
    for (int i = 0; i < HOMES; i++) {
        alb_eui64 home = any_home(&p);
        alb_time from = T_2020 + ALB_DAYS(366 * 3);
        kwh[i] =
            (device_import_register(home, from + ALB_DAYS(365)) - device_import_register(home, from)) / 1000;
        assert_in_range(kwh[i], 600, 11000);
    }
    qsort(kwh, HOMES, sizeof kwh[0], compare);
    assert_in_range(kwh[HOMES / 4], 1700, 1900);
    assert_in_range(kwh[HOMES / 2], 2600, 2800);
    assert_in_range(kwh[HOMES * 3 / 4], 3850, 4250);
}

static uint64_t mean_power(alb_time at, int step_minutes, int homes)
{
    property p = {5};
    uint64_t wh = 0;
    for (int i = 0; i < homes; i++) {
        wh += device_import_half_hour(any_home(&p), at + ALB_MINUTES(step_minutes));
    }
    return wh * 2 / (uint64_t)homes;
}

/* The average over many homes has the shape that is known: winter evenings high, nights low, summers low. */
static void the_average_home_has_the_known_shape(void **state)
{
    (void)state;
    alb_time winter = T_2020 + ALB_DAYS(366 * 4 - 1 + 16); /* a Wednesday in January 2024 */
    alb_time summer = winter + ALB_DAYS(168);
    uint64_t night = mean_power(winter, 4 * 60, 2000);
    uint64_t evening = mean_power(winter, 18 * 60, 2000);
    assert_in_range(evening, 600, 1100);
    assert_true(evening > 3 * night);
    assert_true(mean_power(summer, 17 * 60, 2000) < evening * 7 / 10);
}

static void a_single_home_is_spiky(void **state)
{
    (void)state;
    property p = {6};
    int spiky = 0;
    for (int i = 0; i < 100; i++) {
        alb_eui64 home = any_home(&p);
        alb_time day = T_2020 + ALB_DAYS(1000);
        uint32_t most = 0;
        for (int k = 0; k < 48; k++) {
            uint32_t e = device_import_half_hour(home, day + HALF_HOUR * k);
            most = e > most ? e : most;
        }
        uint64_t all = device_import_register(home, day + ALB_DAYS(1)) - device_import_register(home, day);
        spiky += most * 48 > all * 5 / 2;
    }
    assert_true(spiky > 90);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_hours_sum_to_the_register),
        cmocka_unit_test(register_starts_at_zero_and_never_goes_back),
        cmocka_unit_test(days_are_plausible),
        cmocka_unit_test(years_are_plausible),
        cmocka_unit_test(the_average_home_has_the_known_shape),
        cmocka_unit_test(a_single_home_is_spiky),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
