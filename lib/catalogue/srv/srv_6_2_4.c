/* 6.2.4: Read Device Configuration (Identity Exc MPxN). */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS26m), .devices = CAT_DEVICE_ESME, SINCE(GBCS_3)},
    {USE(ECS26e), .devices = CAT_DEVICE_ESME, BEFORE(GBCS_3)},
    {USE(ECS26n), .devices = CAT_DEVICE_CHF, SINCE(GBCS_3)},
    {USE(ECS26i), .devices = CAT_DEVICE_CHF, BEFORE(GBCS_3)},
    {USE(GCS21m), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF, SINCE(GBCS_3)},
    {USE(GCS21e), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF, BEFORE(GBCS_3)},
};

const cat_service_request cat_srv_6_2_4 = {
    .srv = "6.2.4",
    .reference = "6.2",
    .name = "Read Device Configuration (Identity Exc MPxN)",
    .body = "ReadDeviceConfigurationIdentityExcMPxN",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_ES | CAT_USER_GS | CAT_USER_RSA | CAT_USER_ED | CAT_USER_GT | CAT_USER_OU,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF | CAT_DEVICE_CHF,
    .devices_assumed = CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
