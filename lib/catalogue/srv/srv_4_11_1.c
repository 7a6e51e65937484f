/* 4.11.1: Read Tariff (Primary Element). */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS24), .devices = CAT_DEVICE_ESME},
    {USE(GCS21f), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF},
};

const cat_service_request cat_srv_4_11_1 = {
    .srv = "4.11.1",
    .reference = "4.11",
    .name = "Read Tariff (Primary Element)",
    .body = "ReadTariffPrimaryElement",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_OU,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .devices_assumed = CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
