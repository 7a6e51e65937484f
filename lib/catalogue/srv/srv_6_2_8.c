/* 6.2.8: Read Device Configuration (Gas). */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(GCS21a), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF},
};

const cat_service_request cat_srv_6_2_8 = {
    .srv = "6.2.8",
    .reference = "6.2",
    .name = "Read Device Configuration (Gas)",
    .body = "ReadDeviceConfigurationGas",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_GS | CAT_USER_RSA | CAT_USER_GT,
    .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .devices_assumed = CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
