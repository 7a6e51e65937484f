/* 1.7: Reset Tariff Block Counter Matrix. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS05)},
};

const cat_service_request cat_srv_1_7 = {
    .srv = "1.7",
    .reference = "1.7",
    .name = "Reset Tariff Block Counter Matrix",
    .body = "ResetTariffBlockCounterMatrix",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
