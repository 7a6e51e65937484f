#include "factory_billing.h"

#include "calendar.h"

#include "device/device.h"

enum { FIRST_YEAR = 2020, MONTHS = 12 }; /* registers start with it (device_import_register) */

/* A calendar that begins on the first has its first end a month later. */
static uint32_t first_month(uint8_t day)
{
    return day > 1 ? 0 : 1;
}

alb_time factory_billing_end(uint8_t day, uint32_t number)
{
    int month = (int)(first_month(day) + number) - 1;
    int year = month < 0 ? FIRST_YEAR - 1 : FIRST_YEAR + month / MONTHS;
    return ALB_DAYS(alb_days_from_civil(year, (month + MONTHS) % MONTHS + 1, day));
}

uint32_t factory_billing_count(uint8_t day, alb_time t)
{
    if (day == 0 || t < factory_billing_end(day, 1)) {
        return 0;
    }
    alb_date_time d = alb_time_split(t);
    uint32_t months = (uint32_t)((d.year - FIRST_YEAR) * MONTHS + d.month);
    return months - first_month(day) - (d.day < day ? 1 : 0);
}

alb_time factory_billing_next(uint8_t day, alb_time t)
{
    return day == 0 ? INT64_MAX : factory_billing_end(day, factory_billing_count(day, t) + 1);
}

bool factory_billing_value(uint8_t day, const setting_key *key, leaves *out)
{
    static const setting_key billing_calendar = {.class_id = 22, .obis = {0, 0, 15, 0, 0, 255}, .id = 4};
    static const uint8_t midnight[4];
    const uint8_t date[] = {CALENDAR_ANY, CALENDAR_ANY, CALENDAR_ANY, day, CALENDAR_ANY};
    if (day == 0 || setting_key_compare(key, &billing_calendar) != 0) {
        return false;
    }
    leaves_number(out, 1);
    leaves_copy(out, ALB_SPAN_OF(midnight));
    leaves_copy(out, ALB_SPAN_OF(date));
    return true;
}

alb_time device_next_bill(uint8_t billing_day, alb_time t)
{
    return factory_billing_next(billing_day, t);
}
