/* 6.5: Update Device Configuration (Voltage). */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_6_5 = {
    .srv = "6.5",
    .reference = "6.5",
    .name = "Update Device Configuration (Voltage)",
    .body = "UpdateDeviceConfigurationVoltage",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_ED,
    .devices = CAT_DEVICE_ESME,
    .provenance = CAT_VERIFIED,
};
