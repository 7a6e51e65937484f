/* 7.5: Activate Auxiliary Load. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_7_5 = {
    .srv = "7.5",
    .reference = "7.5",
    .name = "Activate Auxiliary Load",
    .body = "ActivateAuxiliaryLoad",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    .provenance = CAT_VERIFIED,
};
