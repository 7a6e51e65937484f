/* 6.11: Synchronise Clock. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS70), .devices = CAT_DEVICE_ESME, MAPPED(cat_srv_electricity_clock)},
    {USE(GCS28), .devices = CAT_DEVICE_GSME, MAPPED(cat_srv_gas_clock)},
};

const cat_service_request cat_srv_6_11 = {
    .srv = "6.11",
    .reference = "6.11",
    .name = "Synchronise Clock",
    .body = "SynchroniseClock",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
