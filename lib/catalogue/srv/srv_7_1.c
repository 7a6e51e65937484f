/* 7.1: Enable Supply. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS42), .devices = CAT_DEVICE_ESME},
};

const cat_service_request cat_srv_7_1 = {
    .srv = "7.1",
    .reference = "7.1",
    .name = "Enable Supply",
    .body = "EnableSupply",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
