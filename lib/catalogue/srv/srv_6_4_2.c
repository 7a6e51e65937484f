/* 6.4.2: Update Device Configuration (Load Limiting Counter Reset). */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS28b), .devices = CAT_DEVICE_ESME},
};

const cat_service_request cat_srv_6_4_2 = {
    .srv = "6.4.2",
    .reference = "6.4",
    .name = "Update Device Configuration (Load Limiting Counter Reset)",
    .body = "UpdateDeviceConfigurationLoadLimitingCounterReset",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
