/* 1.2.1: Update Price (Primary Element). */
#include "srv/tariff_internal.h"

static const cat_mapping electricity[] = {PRIMARY_PRICES};
static const cat_mapping gas[] = {{MAKE("*/IssuerEventId", NULL, "now")}, GAS_PRICES};

static const cat_target targets[] = {
    {USE(ECS01b), .devices = CAT_DEVICE_ESME, MAPPED(electricity)},
    {USE(GCS01b), .devices = CAT_DEVICE_GSME, MAPPED(gas)},
};

const cat_service_request cat_srv_1_2_1 = {
    .srv = "1.2.1",
    .reference = "1.2",
    .name = "Update Price (Primary Element)",
    .body = "UpdatePricePrimaryElement",
    .critical = true,
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DEVICE,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
