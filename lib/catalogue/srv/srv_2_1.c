/* 2.1: Update Prepay Configuration. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_2_1 = {
    .srv = "2.1",
    .reference = "2.1",
    .name = "Update Prepay Configuration",
    .body = "UpdatePrepayConfiguration",
    .critical = true,
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DEVICE,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    .provenance = CAT_VERIFIED,
};
