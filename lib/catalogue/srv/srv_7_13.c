/* 7.13: Set Auxiliary Controller State. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_7_13 = {
    .srv = "7.13",
    .reference = "7.13",
    .name = "Set Auxiliary Controller State",
    .body = "SetAuxiliaryControllerState",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    .provenance = CAT_VERIFIED,
};
