/* 6.12: Update Device Configuration (Instantaneous Power Threshold). */
#include "srv/srv_internal.h"

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
    .provenance = CAT_VERIFIED,
};
