/* 7.6: Deactivate Auxiliary Load. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_7_6 = {
    .srv = "7.6",
    .reference = "7.6",
    .name = "Deactivate Auxiliary Load",
    .body = "DeactivateAuxiliaryLoad",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    .provenance = CAT_VERIFIED,
};
