/* 4.11.2: Read Tariff (Secondary Element). */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS24b), .devices = CAT_DEVICE_ESME},
};

const cat_service_request cat_srv_4_11_2 = {
    .srv = "4.11.2",
    .reference = "4.11",
    .name = "Read Tariff (Secondary Element)",
    .body = "ReadTariffSecondaryElement",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_OU,
    .devices = CAT_DEVICE_ESME,
    .twin_element = true,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
