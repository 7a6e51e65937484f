/* 8.1.1: Commission Device. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS70), .devices = CAT_DEVICE_ESME, MAPPED(cat_srv_electricity_clock)},
    {USE(GCS28), .devices = CAT_DEVICE_GSME, MAPPED(cat_srv_gas_clock)},
};

const cat_service_request cat_srv_8_1_1 = {
    .srv = "8.1.1",
    .reference = "8.1",
    .name = "Commission Device",
    .body = "CommissionDeviceSynchroniseClock",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = VARIANT(4) | VARIANT(5),
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
    .notes = "The clock command of 6.11; the device counts as commissioned when it answers with a good time.",
};
