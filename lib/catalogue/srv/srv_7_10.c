/* 7.10: Remove Auxiliary Load From Boost Button. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_7_10 = {
    .srv = "7.10",
    .reference = "7.10",
    .name = "Remove Auxiliary Load From Boost Button",
    .body = "RemoveAuxiliaryLoadFromBoostButton",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    .provenance = CAT_VERIFIED,
};
