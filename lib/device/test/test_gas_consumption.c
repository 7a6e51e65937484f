/* What must hold for the gas of every home at every time (devices.md 18.4). */
#include "premises.h"

#define YEAR ALB_DAYS(365)

static void half_hours_sum_to_the_register(void **state)
{
    (void)state;
    property p = {1};
    for (int i = 0; i < 40; i++) {
        device_premises home = any_home(&p);
        alb_time from = any_half_hour(&p);
        uint64_t before = device_gas_register(&home, from);
        for (int k = 0; k < 100; k++) {
            alb_time t = from + HALF_HOUR * k;
            uint32_t volume = device_gas_half_hour(&home, t);
            assert_int_equal(device_gas_register(&home, t + HALF_HOUR) - before, volume);
            before += volume;
        }
    }
}

static void register_starts_at_zero_and_never_goes_back(void **state)
{
    (void)state;
    property p = {2};
    for (int i = 0; i < 2000; i++) {
        device_premises home = any_home(&p);
        assert_int_equal(device_gas_register(&home, T_2020), 0);
        assert_int_equal(device_gas_register(&home, T_2020 - 1), 0);
        assert_int_equal(device_gas_half_hour(&home, T_2020 - 1), 0);
        alb_time t = any_half_hour(&p) + (alb_time)property_below(&p, HALF_HOUR);
        alb_time later = t + (alb_time)property_below(&p, HALF_HOUR * 3);
        assert_true(device_gas_register(&home, later) >= device_gas_register(&home, t));
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
        device_premises home = any_home(&p);
        alb_time from = T_2020 + ALB_DAYS(property_below(&p, 3650));
        uint64_t litres = device_gas_register(&home, from + YEAR) - device_gas_register(&home, from);
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
        device_premises home = any_home(&p);
        alb_time january = T_2020 + ALB_DAYS(366 + 5);
        alb_time july = january + ALB_DAYS(181);
        uint64_t cold =
            device_gas_register(&home, january + ALB_DAYS(20)) - device_gas_register(&home, january);
        uint64_t warm = device_gas_register(&home, july + ALB_DAYS(20)) - device_gas_register(&home, july);
        assert_true(cold > 4 * warm);
    }
}

/* Heating follows the day's temperature: of two days of one winter month the colder one takes more, but where
 * they are as good as the same. */
static void colder_days_take_more(void **state)
{
    (void)state;
    property p = {5};
    int compared = 0;
    for (int i = 0; i < 2000; i++) {
        device_premises home = any_home(&p);
        alb_time january = ALB_DAYS(alb_days_from_civil(2020 + (int)property_below(&p, 20), 1, 1));
        alb_time one = january + ALB_DAYS((alb_time)property_below(&p, 28));
        alb_time other = january + ALB_DAYS((alb_time)property_below(&p, 28));
        int32_t warmer = device_temperature(home.area, one) - device_temperature(home.area, other);
        uint64_t taken = device_gas_register(&home, one + ALB_DAYS(1)) - device_gas_register(&home, one);
        uint64_t then = device_gas_register(&home, other + ALB_DAYS(1)) - device_gas_register(&home, other);
        if (warmer > 350) {
            assert_true(taken < then);
            compared++;
        }
    }
    assert_true(compared > 300);
}

/* Central England's year, and no more than nine and a half degrees off it. */
static void temperatures_are_plausible(void **state)
{
    (void)state;
    int64_t january = 0;
    int64_t july = 0;
    for (int year = 2020; year < 2040; year++) {
        for (int day = 1; day <= 28; day++) {
            int32_t cold = device_temperature(12, ALB_DAYS(alb_days_from_civil(year, 1, day)));
            int32_t warm = device_temperature(12, ALB_DAYS(alb_days_from_civil(year, 7, day)));
            assert_in_range(cold + 2000, 2000 - 500, 2000 + 1500);
            assert_in_range(warm, 700, 2700);
            january += cold;
            july += warm;
        }
    }
    assert_in_range(january / (20 * 28), 420, 560);
    assert_in_range(july / (20 * 28), 1580, 1720);
}

/* Where a heat pump heats, gas cooks. */
static void a_heat_pump_leaves_little_gas(void **state)
{
    (void)state;
    property p = {6};
    for (int i = 0; i < 100; i++) {
        device_premises home = any_home(&p);
        alb_time from = any_half_hour(&p);
        uint64_t boiler = device_gas_register(&home, from + YEAR) - device_gas_register(&home, from);
        home.heat_pump = true;
        uint64_t hob = device_gas_register(&home, from + YEAR) - device_gas_register(&home, from);
        assert_true(hob < boiler / 15 && hob > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_hours_sum_to_the_register),
        cmocka_unit_test(register_starts_at_zero_and_never_goes_back),
        cmocka_unit_test(years_are_plausible),
        cmocka_unit_test(winter_takes_more_than_summer),
        cmocka_unit_test(colder_days_take_more),
        cmocka_unit_test(temperatures_are_plausible),
        cmocka_unit_test(a_heat_pump_leaves_little_gas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
