/* 6.2.5: Read Device Configuration (Instantaneous Power Thresholds). */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS26f), .devices = CAT_DEVICE_ESME},
};

const cat_service_request cat_srv_6_2_5 = {
    .srv = "6.2.5",
    .reference = "6.2",
    .name = "Read Device Configuration (Instantaneous Power Thresholds)",
    .body = "ReadDeviceConfigurationInstantaneousPowerThresholds",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_RSA,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
