/* 6.30: Read CHF Sub GHz Configuration. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(DBCH03)},
};

const cat_service_request cat_srv_6_30 = {
    .srv = "6.30",
    .reference = "6.30",
    .name = "Read CHF Sub GHz Configuration",
    .body = "ReadCHFSubGHzConfiguration",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_RSA,
    .devices = CAT_DEVICE_CHF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
