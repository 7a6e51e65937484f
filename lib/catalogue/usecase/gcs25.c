/* GCS25: Set Billing Calendar on the GSME. */
#include "usecase/gbz_internal.h"

static const cat_constant billing_period[] = {NO_PROVIDER, FIXED("BillingPeriodDuration", 1),
                                              FIXED("TariffType", 0)};
static const cat_constant block_period[] = {NO_PROVIDER, FIXED("BlockPeriodDuration", 1),
                                            FIXED("BlockPeriodControl", 2), FIXED("TariffType", 0),
                                            FIXED("TariffResolutionPeriod", 1)};

static const cat_component command[] = {
    {PUBLISH(PRICE, publish_billing_period), FIXED_BY(billing_period)},
    {PUBLISH(PRICE, publish_block_period), FIXED_BY(block_period)},
};

const cat_use_case cat_uc_GCS25 = {
    .name = "GCS25",
    .title = "Set Billing Calendar on the GSME",
    .message_code = 0x007e,
    .format = CAT_FORMAT_GBZ,
    .critical = true,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .command = COMPONENTS(command),
    .superseded_by = "GCS25a",
    .provenance = CAT_VERIFIED,
};
