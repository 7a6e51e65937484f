/* 6.28: Set CHF Sub GHz Configuration. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_6_28 = {
    .srv = "6.28",
    .reference = "6.28",
    .name = "Set CHF Sub GHz Configuration",
    .body = "SetCHFSubGHzConfiguration",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_CHF,
    .provenance = CAT_VERIFIED,
};
