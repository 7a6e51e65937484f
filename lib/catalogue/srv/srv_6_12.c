/* 6.12: Update Device Configuration (Instantaneous Power Threshold). */
#include "srv/srv_internal.h"

static const cat_mapping electricity[] = {
    {COPY("PowerThresholds/LowMediumPowerThreshold", "LowMediumPowerThreshold")},
    {COPY("PowerThresholds/MediumHighPowerThreshold", "MediumHighPowerThreshold")},
};

static const cat_target targets[] = {
    {USE(ECS34), MAPPED(electricity)},
};

const cat_service_request cat_srv_6_12 = {
    .srv = "6.12",
    .reference = "6.12",
    .name = "Update Device Configuration (Instantaneous Power Threshold)",
    .body = "UpdateDeviceConfigurationInstantaneousPowerThreshold",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
