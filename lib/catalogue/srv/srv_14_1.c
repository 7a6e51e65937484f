/* 14.1: Record Network Data (GAS). */
#include "srv/srv_internal.h"

static const cat_mapping gas[] = {{MAKE("*/IssuerEventId", NULL, "now")}};

static const cat_target targets[] = {
    {USE(GCS31), MAPPED(gas)},
};

const cat_service_request cat_srv_14_1 = {
    .srv = "14.1",
    .reference = "14.1",
    .name = "Record Network Data (GAS)",
    .body = "RecordNetworkDataGAS",
    .device = true,
    .on_demand = true,
    .schedulable = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_GT,
    .devices = CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
