/* 1.2.2: Update Price (Secondary Element). */
#include "srv/tariff_internal.h"

static const cat_mapping electricity[] = {SECONDARY_PRICES};

static const cat_target targets[] = {
    {USE(ECS01d), MAPPED(electricity)},
};

const cat_service_request cat_srv_1_2_2 = {
    .srv = "1.2.2",
    .reference = "1.2",
    .name = "Update Price (Secondary Element)",
    .body = "UpdatePriceSecondaryElement",
    .critical = true,
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DEVICE,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    .twin_element = true,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
