/* 6.2.1: Read Device Configuration (Voltage). */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS26k), .devices = CAT_DEVICE_ESME, .phases = 3},
    {USE(ECS26b), .devices = CAT_DEVICE_ESME, .phases = 1},
};

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
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
