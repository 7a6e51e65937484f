/* GCS01a: Set Tariff and Price on GSME. */
#include "usecase/gbz_internal.h"

static const cat_constant calendar[] = {NO_PROVIDER, FIXED("CalendarType", 0),
                                        FIXED("CalendarTimeReference", 0)};
static const cat_constant day_profile[] = {NO_PROVIDER, ONE_COMMAND, FIXED("CalendarType", 0)};
static const cat_constant week_profile[] = {NO_PROVIDER};
static const cat_constant seasons[] = {NO_PROVIDER, ONE_COMMAND};
static const cat_constant special_days[] = {NO_PROVIDER, FIXED("CalendarType", 0), ONE_COMMAND};
static const cat_constant tariff_information[] = {NO_PROVIDER,
                                                  FIXED("IssuerTariffId", 1),
                                                  FIXED("UnitOfMeasure", 0),
                                                  FIXED("PriceTrailingDigit", 0x50),
                                                  FIXED("TierBlockMode", 0xff),
                                                  FIXED("BlockThresholdMultiplier", 1),
                                                  FIXED("BlockThresholdDivisor", 1000)};
static const cat_constant price_matrix[] = {NO_PROVIDER, FIXED("IssuerTariffId", 1), ONE_COMMAND};
static const cat_constant block_thresholds[] = {NO_PROVIDER, FIXED("IssuerTariffId", 1), ONE_COMMAND,
                                                FIXED("SubPayloadControl", 1)};

static const cat_component command[] = {
    {PUBLISH(CALENDAR, publish_calendar), .activation = true, FIXED_BY(calendar)},
    {PUBLISH(CALENDAR, publish_day_profile), TIMES(1, 16), FIXED_BY(day_profile)},
    {PUBLISH(CALENDAR, publish_week_profile), TIMES(1, 2), FIXED_BY(week_profile)},
    {PUBLISH(CALENDAR, publish_seasons), FIXED_BY(seasons)},
    {PUBLISH(CALENDAR, publish_special_days), .activation = true, FIXED_BY(special_days)},
    {PUBLISH(PRICE, publish_tariff_information), .activation = true, FIXED_BY(tariff_information)},
    {PUBLISH(PRICE, publish_block_thresholds), TIMES(0, 1), .activation = true, FIXED_BY(block_thresholds)},
    {PUBLISH(PRICE, publish_price_matrix), .activation = true, FIXED_BY(price_matrix)},
};

const cat_use_case cat_uc_GCS01a = {
    .name = "GCS01a",
    .title = "Set Tariff and Price on GSME",
    .message_code = 0x006b,
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
    .notes = "Block thresholds only in a block tariff. All start times are equal; FFFFFFFE cancels, in "
             "tariff information FFFFFFFF.",
};
