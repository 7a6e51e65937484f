/* What must hold for the gas of every home at every time (devices.md 18.4). */
#include "device/device.h"
#include "property.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define HALF_HOUR ALB_MINUTES(30)
#define T_2020    ((alb_time)1577836800000)
#define YEAR      ALB_DAYS(365)

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
        uint64_t before = device_gas_register(home, from);
        for (int k = 0; k < 100; k++) {
            alb_time t = from + HALF_HOUR * k;
            uint32_t volume = device_gas_half_hour(home, t);
            assert_int_equal(device_gas_register(home, t + HALF_HOUR) - before, volume);
            before += volume;
        }
    }
}

static void register_starts_at_zero_and_never_goes_back(void **state)
{
    (void)state;
    property p = {2};
    for (int i = 0; i < 2000; i++) {
        alb_eui64 home = any_home(&p);
        assert_int_equal(device_gas_register(home, T_2020), 0);
        assert_int_equal(device_gas_register(home, T_2020 - 1), 0);
        assert_int_equal(device_gas_half_hour(home, T_2020 - 1), 0);
        alb_time t = any_half_hour(&p) + (alb_time)property_below(&p, HALF_HOUR);
        alb_time later = t + (alb_time)property_below(&p, HALF_HOUR * 3);
        assert_true(device_gas_register(home, later) >= device_gas_register(home, t));
    }
}

/* 11,500 kWh in the middle, which is 1012 m3, between a tenth and the fourfold of it. */
static void years_are_plausible(void **state)
{
    (void)state;
    enum { HOMES = 400 };
    property p = {3};
    uint64_t all = 0;
    unsigned small = 0;
    for (int i = 0; i < HOMES; i++) {
        alb_eui64 home = any_home(&p);
        alb_time from = T_2020 + ALB_DAYS(property_below(&p, 3650));
        uint64_t litres = device_gas_register(home, from + YEAR) - device_gas_register(home, from);
        assert_in_range(litres, 100000, 4200000);
        all += litres;
        small += litres < 1012000;
    }
    assert_in_range(all / HOMES, 1000000, 1300000);
    assert_in_range(small, HOMES * 2 / 5, HOMES * 3 / 5);
}

static void winter_takes_more_than_summer(void **state)
{
    (void)state;
    property p = {4};
    for (int i = 0; i < 200; i++) {
        alb_eui64 home = any_home(&p);
        alb_time january = T_2020 + ALB_DAYS(366 + 5);
        alb_time july = january + ALB_DAYS(181);
        uint64_t cold =
            device_gas_register(home, january + ALB_DAYS(20)) - device_gas_register(home, january);
        uint64_t warm = device_gas_register(home, july + ALB_DAYS(20)) - device_gas_register(home, july);
        assert_true(cold > 4 * warm);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_hours_sum_to_the_register),
        cmocka_unit_test(register_starts_at_zero_and_never_goes_back),
        cmocka_unit_test(years_are_plausible),
        cmocka_unit_test(winter_takes_more_than_summer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
