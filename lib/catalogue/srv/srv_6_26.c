/* 6.26: Update Device Configuration (daily resetting of Tariff Block Counter Matrix). */
#include "srv/srv_internal.h"

static const cat_mapping electricity[] = {
    {MAKE("TariffBlockCounterMatrixDailyResetting", "DailyTariffBlockCounterMatrixReset", "daily reset")}};

static const cat_target targets[] = {
    {USE(ECS48), MAPPED(electricity)},
};

const cat_service_request cat_srv_6_26 = {
    .srv = "6.26",
    .reference = "6.26",
    .name = "Update Device Configuration (daily resetting of Tariff Block Counter Matrix)",
    .body = "UpdateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
