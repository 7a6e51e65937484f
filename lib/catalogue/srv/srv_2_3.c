/* 2.3: Update Debt. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_2_3 = {
    .srv = "2.3",
    .reference = "2.3",
    .name = "Update Debt",
    .body = "UpdateDebt",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    .provenance = CAT_VERIFIED,
};
