/* 6.6: Update Device Configuration (Gas Conversion). */
#include "srv/srv_internal.h"

static const cat_mapping gas[] = {
    {MAKE("*/IssuerEventId", NULL, "now")},
    {COPY("PublishConversionFactor/ConversionFactor", "ConversionFactor"), .scale = 5},
    {COPY("PublishCalorificValue/CalorificValue", "CalorificValue"), .scale = 1},
};

static const cat_target targets[] = {
    {USE(GCS23), MAPPED(gas)},
};

const cat_service_request cat_srv_6_6 = {
    .srv = "6.6",
    .reference = "6.6",
    .name = "Update Device Configuration (Gas Conversion)",
    .body = "UpdateDeviceConfigurationGasConversion",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_GS,
    .devices = CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
