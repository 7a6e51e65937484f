/* 2.5: Activate Emergency Credit. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS09), .devices = CAT_DEVICE_ESME},
    {USE(GCS06), .devices = CAT_DEVICE_GSME},
};

const cat_service_request cat_srv_2_5 = {
    .srv = "2.5",
    .reference = "2.5",
    .name = "Activate Emergency Credit",
    .body = "ActivateEmergencyCredit",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
