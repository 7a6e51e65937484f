/* 6.2.9: Read Device Configuration (Payment Mode). */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS26j), .devices = CAT_DEVICE_ESME},
    {USE(GCS21j), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF},
};

const cat_service_request cat_srv_6_2_9 = {
    .srv = "6.2.9",
    .reference = "6.2",
    .name = "Read Device Configuration (Payment Mode)",
    .body = "ReadDeviceConfigurationPaymentMode",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_RSA,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .devices_assumed = CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
