/* 7.15: Read Auxiliary Controller Operational Data. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS61e), .devices = CAT_DEVICE_ESME},
};

const cat_service_request cat_srv_7_15 = {
    .srv = "7.15",
    .reference = "7.15",
    .name = "Read Auxiliary Controller Operational Data",
    .body = "ReadAuxiliaryControllerOperationalData",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_ED | CAT_USER_OU,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
