/* 8.7.2: Join Service (Non-Critical). */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_8_7_2 = {
    .srv = "8.7.2",
    .reference = "8.7",
    .name = "Join Service (Non-Critical)",
    .body = "JoinServiceNonCritical",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_OU,
    .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF | CAT_DEVICE_PPMID,
    .devices_assumed = CAT_DEVICE_GPF,
    .provenance = CAT_VERIFIED,
};
