/* GCS23: Set CV and Conversion Factor Value(s) on the GSME. */
#include "usecase/gbz_internal.h"

static const cat_constant conversion_factor[] = {FIXED("StartTime", 0),
                                                 FIXED("ConversionFactorTrailingDigit", 0x50)};
static const cat_constant calorific_value[] = {FIXED("StartTime", 0), FIXED("CalorificValueUnit", 1),
                                               FIXED("CalorificValueTrailingDigit", 0x10)};

static const cat_component command[] = {
    {PUBLISH(PRICE, publish_conversion_factor), FIXED_BY(conversion_factor)},
    {PUBLISH(PRICE, publish_calorific_value), FIXED_BY(calorific_value)},
};

const cat_use_case cat_uc_GCS23 = {
    .name = "GCS23",
    .title = "Set CV and Conversion Factor Value(s) on the GSME",
    .message_code = 0x007c,
    .format = CAT_FORMAT_GBZ,
    .critical = true,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .command = COMPONENTS(command),
    .provenance = CAT_VERIFIED,
};
