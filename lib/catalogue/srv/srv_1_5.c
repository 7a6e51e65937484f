/* 1.5: Update Meter Balance. */
#include "srv/srv_internal.h"

static const cat_mapping adjust[] = {{COPY("AdjustMeterBalance", "*/AdjustMeterBalance")}};

static const cat_target targets[] = {
    {USE(ECS04a), .devices = CAT_DEVICE_ESME, .when_present = "*/AdjustMeterBalance", MAPPED(adjust)},
    {USE(ECS04b), .devices = CAT_DEVICE_ESME},
};

const cat_service_request cat_srv_1_5 = {
    .srv = "1.5",
    .reference = "1.5",
    .name = "Update Meter Balance",
    .body = "UpdateMeterBalance",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
