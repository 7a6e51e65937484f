/* 6.32: Read CHF Sub GHz Channel Log. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(DBCH02), MAPPED(cat_srv_log_period)},
};

const cat_service_request cat_srv_6_32 = {
    .srv = "6.32",
    .reference = "6.32",
    .name = "Read CHF Sub GHz Channel Log",
    .body = "ReadCHFSubGHzChannelLog",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_RSA,
    .devices = CAT_DEVICE_CHF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
