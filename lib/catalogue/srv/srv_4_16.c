/* 4.16: Read Active Power Import. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS17c), .devices = CAT_DEVICE_ESME},
};

const cat_service_request cat_srv_4_16 = {
    .srv = "4.16",
    .reference = "4.16",
    .name = "Read Active Power Import",
    .body = "ReadActivePowerImport",
    .device = true,
    .on_demand = true,
    .schedulable = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_ED,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
