/* 6.2.2: Read Device Configuration (Randomisation). */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS26c), .devices = CAT_DEVICE_ESME},
};

const cat_service_request cat_srv_6_2_2 = {
    .srv = "6.2.2",
    .reference = "6.2",
    .name = "Read Device Configuration (Randomisation)",
    .body = "ReadDeviceConfigurationRandomisation",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_RSA | CAT_USER_ED,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
