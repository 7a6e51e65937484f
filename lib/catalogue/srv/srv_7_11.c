/* 7.11: Read Boost Button Details. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS61c), .devices = CAT_DEVICE_ESME, MAPPED(cat_srv_log_period)},
};

const cat_service_request cat_srv_7_11 = {
    .srv = "7.11",
    .reference = "7.11",
    .name = "Read Boost Button Details",
    .body = "ReadBoostButtonDetails",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_OU,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
