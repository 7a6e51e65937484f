/* 7.2: Disable Supply. */
#include "srv/srv_internal.h"

static const cat_mapping gas[] = {{MAKE("*/IssuerEventId", NULL, "now")}};

static const cat_target targets[] = {
    {USE(ECS43), .devices = CAT_DEVICE_ESME},
    {USE(GCS32), .devices = CAT_DEVICE_GSME, MAPPED(gas)},
};

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
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
