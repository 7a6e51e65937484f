/* 6.31: Read CHF Sub GHz Channel. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(DBCH01)},
};

const cat_service_request cat_srv_6_31 = {
    .srv = "6.31",
    .reference = "6.31",
    .name = "Read CHF Sub GHz Channel",
    .body = "ReadCHFSubGHzChannel",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_RSA,
    .devices = CAT_DEVICE_CHF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
