/* 6.2.3: Read Device Configuration (Billing Calendar). */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS26l), .devices = CAT_DEVICE_ESME, SINCE(GBCS_2_DUAL_BAND)},
    {USE(ECS26d), .devices = CAT_DEVICE_ESME, BEFORE(GBCS_2_DUAL_BAND)},
    {USE(GCS21k), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF, SINCE(GBCS_2_DUAL_BAND)},
    {USE(GCS21d), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF, BEFORE(GBCS_2_DUAL_BAND)},
};

const cat_service_request cat_srv_6_2_3 = {
    .srv = "6.2.3",
    .reference = "6.2",
    .name = "Read Device Configuration (Billing Calendar)",
    .body = "ReadDeviceConfigurationBillingCalendar",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_RSA | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .devices_assumed = CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
