/* GCS01b: Set Price on GSME. */
#include "usecase/gbz_internal.h"

static const cat_constant tariff_information[] = {NO_PROVIDER,
                                                  FIXED("IssuerTariffId", 1),
                                                  FIXED("UnitOfMeasure", 0),
                                                  FIXED("PriceTrailingDigit", 0x50),
                                                  FIXED("TierBlockMode", 0xff),
                                                  FIXED("BlockThresholdMultiplier", 1),
                                                  FIXED("BlockThresholdDivisor", 1000)};
static const cat_constant price_matrix[] = {NO_PROVIDER, FIXED("IssuerTariffId", 1), ONE_COMMAND};

static const cat_component command[] = {
    {PUBLISH(PRICE, publish_tariff_information), .activation = true, FIXED_BY(tariff_information)},
    {PUBLISH(PRICE, publish_price_matrix), .activation = true, FIXED_BY(price_matrix)},
};

const cat_use_case cat_uc_GCS01b = {
    .name = "GCS01b",
    .title = "Set Price on GSME",
    .message_code = 0x00a3,
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
};
