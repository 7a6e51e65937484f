/* GCS05: Update Prepayment Configurations on GSME. */
#include "usecase/gbz_internal.h"

static const cat_constant from_anyone[] = {NO_PROVIDER};
static const cat_constant calendar[] = {NO_PROVIDER, FIXED("CalendarType", 3),
                                        FIXED("CalendarTimeReference", 0)};
static const cat_constant day_profile[] = {NO_PROVIDER, ONE_COMMAND, FIXED("CalendarType", 3)};
static const cat_constant week_profile[] = {NO_PROVIDER};
static const cat_constant seasons[] = {NO_PROVIDER, ONE_COMMAND};
static const cat_constant special_days[] = {NO_PROVIDER, FIXED("CalendarType", 3), ONE_COMMAND};

static const cat_component command[] = {
    {ASK(PREPAYMENT, emergency_credit_setup), .activation = true},
    {ASK(PREPAYMENT, set_overall_debt_cap), .activation = true, FIXED_BY(from_anyone)},
    {ASK(PREPAYMENT, set_low_credit_warning_level), .from_date_time = true, .activation = true},
    {ASK(PREPAYMENT, set_maximum_credit_limit), .activation = true, FIXED_BY(from_anyone)},
    {PUBLISH(CALENDAR, publish_calendar), .activation = true, FIXED_BY(calendar)},
    {PUBLISH(CALENDAR, publish_day_profile), TIMES(1, 16), FIXED_BY(day_profile)},
    {PUBLISH(CALENDAR, publish_week_profile), TIMES(0, 2), FIXED_BY(week_profile)},
    {PUBLISH(CALENDAR, publish_seasons), FIXED_BY(seasons)},
    {PUBLISH(CALENDAR, publish_special_days), .activation = true, FIXED_BY(special_days)},
};

const cat_use_case cat_uc_GCS05 = {
    .name = "GCS05",
    .title = "Update Prepayment Configurations on GSME",
    .message_code = 0x006f,
    .format = CAT_FORMAT_GBZ,
    .critical = true,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_YES,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .response_date_time = true,
    .command = COMPONENTS(command),
    .provenance = CAT_VERIFIED,
    .notes = "The friendly credit calendar and the limits of prepayment.",
};
