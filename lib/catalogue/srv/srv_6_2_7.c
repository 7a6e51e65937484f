/* 6.2.7: Read Device Configuration (MPxN). */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS40), .devices = CAT_DEVICE_ESME},
    {USE(GCS46), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF},
};

const cat_service_request cat_srv_6_2_7 = {
    .srv = "6.2.7",
    .reference = "6.2",
    .name = "Read Device Configuration (MPxN)",
    .body = "ReadDeviceConfigurationMPxN",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_ES | CAT_USER_GS | CAT_USER_RSA | CAT_USER_ED | CAT_USER_GT | CAT_USER_OU,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .devices_assumed = CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
