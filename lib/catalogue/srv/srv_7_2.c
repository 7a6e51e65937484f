/* 7.2: Disable Supply. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_7_2 = {
    .srv = "7.2",
    .reference = "7.2",
    .name = "Disable Supply",
    .body = "DisableSupply",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    .provenance = CAT_VERIFIED,
};
