/* 6.29: Request CHF Sub GHz Channel Scan. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(DBCH05)},
};

const cat_service_request cat_srv_6_29 = {
    .srv = "6.29",
    .reference = "6.29",
    .name = "Request CHF Sub GHz Channel Scan",
    .body = "RequestCHFSubGHzChannelScan",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_CHF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
