/* 4.15: Read Load Limit Data. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS27), .devices = CAT_DEVICE_ESME},
};

const cat_service_request cat_srv_4_15 = {
    .srv = "4.15",
    .reference = "4.15",
    .name = "Read Load Limit Data",
    .body = "ReadLoadLimitData",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .schedulable = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_ED,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
