/* 6.2.10: Read Device Configuration (Event and Alert Behaviours). */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_6_2_10 = {
    .srv = "6.2.10",
    .reference = "6.2",
    .name = "Read Device Configuration (Event and Alert Behaviours)",
    .body = "ReadDeviceConfigurationEventAndAlertBehaviours",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_ED,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    .provenance = CAT_VERIFIED,
};
