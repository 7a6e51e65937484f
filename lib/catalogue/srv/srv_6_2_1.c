/* 6.2.1: Read Device Configuration (Voltage). */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_6_2_1 = {
    .srv = "6.2.1",
    .reference = "6.2",
    .name = "Read Device Configuration (Voltage)",
    .body = "ReadDeviceConfigurationVoltage",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_RSA | CAT_USER_ED,
    .devices = CAT_DEVICE_ESME,
    .provenance = CAT_VERIFIED,
};
