/* 3.1: Display Message. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_3_1 = {
    .srv = "3.1",
    .reference = "3.1",
    .name = "Display Message",
    .body = "DisplayMessage",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    .provenance = CAT_VERIFIED,
};
