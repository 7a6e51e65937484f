/* 8.11: Update HAN Device Log. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_8_11 = {
    .srv = "8.11",
    .reference = "8.11",
    .name = "Update HAN Device Log",
    .body = "UpdateHANDeviceLog",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_OU,
    .devices = CAT_DEVICE_CHF,
    .provenance = CAT_VERIFIED,
};
