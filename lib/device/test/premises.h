/* Premises of every kind, for tests of what they take and give. */
#ifndef ALB_DEVICE_TEST_PREMISES_H
#define ALB_DEVICE_TEST_PREMISES_H

#include "device/device.h"
#include "property.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define HALF_HOUR ALB_MINUTES(30)
#define T_2020    ((alb_time)1577836800000)

/* A home like most. */
static inline device_premises any_home(property *p)
{
    return (device_premises){.meter = alb_eui64_of(property_next(p)), .area = (uint8_t)property_below(p, 24)};
}

/* Of any class, with anything that premises may have. */
static inline device_premises any_premises(property *p)
{
    device_premises one = any_home(p);
    one.profile_class = (uint8_t)property_below(p, 5);
    one.solar = property_below(p, 2) ? (uint8_t)property_below(p, 256) : 0;
    one.heat_pump = property_below(p, 2);
    one.vehicle = property_below(p, 2);
    return one;
}

/* The start of a half hour between 2020 and 2040. */
static inline alb_time any_half_hour(property *p)
{
    return T_2020 + HALF_HOUR * (alb_time)property_below(p, 20 * 17532);
}

static inline alb_time date_of(const char *text)
{
    alb_time t;
    assert_true(alb_time_parse(alb_span_str(text), &t));
    return t;
}

#endif
