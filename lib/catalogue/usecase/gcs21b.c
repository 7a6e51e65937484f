/* GCS21b: Read GSME Configuration Data Prepayment. */
#include "usecase/gbz_internal.h"

static const uint16_t prepayment[] = {0x0239, 0x0006, 0x0216, 0x0226, 0x0040, 0x0010,
                                      0x0011, 0x0031, 0x0021, 0x0022, 0x0217, 0x0227};
static const uint16_t trailing_digit[] = {0x0617};
static const cat_constant day_profiles[] = {NO_PROVIDER, FIXED("IssuerCalendarId", 0xfffffffe),
                                            FIXED("StartDayId", 1), FIXED("NumberOfDays", 0)};
static const cat_constant week_profiles[] = {NO_PROVIDER, FIXED("IssuerCalendarId", 0xfffffffe),
                                             FIXED("StartWeekId", 1), FIXED("NumberOfWeeks", 0)};
static const cat_constant seasons[] = {NO_PROVIDER, FIXED("IssuerCalendarId", 0xfffffffe)};
static const cat_constant special_days[] = {FIXED("StartTime", 0), FIXED("NumberOfEvents", 0),
                                            FIXED("CalendarType", 3), NO_PROVIDER,
                                            FIXED("IssuerCalendarId", 0xfffffffe)};

static const cat_component command[] = {
    {READ(PREPAYMENT, prepayment)},
    {READ(PRICE, trailing_digit)},
    {ASK(CALENDAR, get_day_profiles), FIXED_BY(day_profiles)},
    {ASK(CALENDAR, get_week_profiles), FIXED_BY(week_profiles)},
    {ASK(CALENDAR, get_seasons), FIXED_BY(seasons)},
    {ASK(CALENDAR, get_special_days), FIXED_BY(special_days)},
};

static const cat_component response[] = {
    {RETURN(PREPAYMENT, prepayment)},
    {RETURN(PRICE, trailing_digit)},
    {ANSWER(CALENDAR, publish_day_profile), TIMES(0, 16)},
    {ANSWER(CALENDAR, publish_week_profile), TIMES(0, 2)},
    {ANSWER(CALENDAR, publish_seasons)},
    {ANSWER(CALENDAR, publish_special_days)},
};

const cat_use_case cat_uc_GCS21b = {
    .name = "GCS21b",
    .title = "Read GSME Configuration Data Prepayment",
    .message_code = 0x00b5,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = COMPONENTS(command),
    .response = COMPONENTS(response),
    .provenance = CAT_VERIFIED,
    .notes = "Issuer calendar id FFFFFFFE is the friendly credit calendar.",
};
