/* 6.7: Update Device Configuration (Gas Flow). */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_6_7 = {
    .srv = "6.7",
    .reference = "6.7",
    .name = "Update Device Configuration (Gas Flow)",
    .body = "UpdateDeviceConfigurationGasFlow",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_GS,
    .devices = CAT_DEVICE_GSME,
    .provenance = CAT_VERIFIED,
};
