/* 6.4.1: Update Device Configuration (Load Limiting General Settings). */
#include "srv/srv_internal.h"

static const cat_mapping electricity[] = {
    /* True: the limit disables the supply. */
    {NAMES("LoadLimitSupplyStateNext", "LoadLimitSupplyState", "Disable=255,Unchanged=0")},
    {COPY("LoadLimitPowerThresholdNext", "LoadLimitPowerThreshold")},
    {COPY("LoadLimitPeriodNext", "LoadLimitPeriod")},
    {COPY("LoadLimitRestorationPeriodNext", "LoadLimitRestorationPeriod")},
};

static const cat_target targets[] = {
    {USE(ECS28a), .devices = CAT_DEVICE_ESME, MAPPED(electricity)},
};

const cat_service_request cat_srv_6_4_1 = {
    .srv = "6.4.1",
    .reference = "6.4",
    .name = "Update Device Configuration (Load Limiting General Settings)",
    .body = "UpdateDeviceConfigurationLoadLimitingGeneralSettings",
    .critical = true,
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DEVICE,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
