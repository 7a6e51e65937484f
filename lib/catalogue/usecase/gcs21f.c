/* GCS21f: Read GSME Tariff Data. */
#include "usecase/gbz_internal.h"

static const uint16_t tariff[] = {0x0203, 0x0202, 0x0100, 0x0101, 0x0102, 0x0615, 0x0400, 0x0401, 0x0402,
                                  0x0403, 0x0410, 0x0420, 0x0430, 0x0440, 0x0616, 0x0617, 0x0301};
static const cat_constant day_profiles[] = {NO_PROVIDER, FIXED("IssuerCalendarId", 0xffffffff),
                                            FIXED("StartDayId", 1), FIXED("NumberOfDays", 0)};
static const cat_constant week_profiles[] = {NO_PROVIDER, FIXED("IssuerCalendarId", 0xffffffff),
                                             FIXED("StartWeekId", 1), FIXED("NumberOfWeeks", 0)};
static const cat_constant seasons[] = {NO_PROVIDER, FIXED("IssuerCalendarId", 0xffffffff)};
static const cat_constant special_days[] = {FIXED("StartTime", 0), FIXED("NumberOfEvents", 0),
                                            FIXED("CalendarType", 0), NO_PROVIDER,
                                            FIXED("IssuerCalendarId", 0xffffffff)};
static const cat_constant current_price[] = {FIXED("CommandOptions", 0)};

static const cat_component command[] = {
    {READ(PRICE, tariff)},
    {ASK(CALENDAR, get_day_profiles), FIXED_BY(day_profiles)},
    {ASK(CALENDAR, get_week_profiles), FIXED_BY(week_profiles)},
    {ASK(CALENDAR, get_seasons), FIXED_BY(seasons)},
    {ASK(CALENDAR, get_special_days), FIXED_BY(special_days)},
    {ASK(PRICE, get_current_price), FIXED_BY(current_price)},
};

static const cat_component response[] = {
    {RETURN_LAST_WORD(PRICE, tariff)},
    {ANSWER(CALENDAR, publish_day_profile), TIMES(0, 16)},
    {ANSWER(CALENDAR, publish_week_profile), TIMES(0, 2)},
    {ANSWER(CALENDAR, publish_seasons)},
    {ANSWER(CALENDAR, publish_special_days)},
    {ANSWER(PRICE, publish_price)},
};

const cat_use_case cat_uc_GCS21f = {
    .name = "GCS21f",
    .title = "Read GSME Tariff Data",
    .message_code = 0x009f,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = COMPONENTS(command),
    .response = COMPONENTS(response),
    .provenance = CAT_VERIFIED,
    .notes = "Attributes of both block and time-of-use tariffs are always asked; issuer calendar id FFFFFFFF "
             "is the calendar in force.",
};
