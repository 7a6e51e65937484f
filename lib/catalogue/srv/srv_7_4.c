/* 7.4: Read Supply Status. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS45), .devices = CAT_DEVICE_ESME},
    {USE(GCS33), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF},
};

const cat_service_request cat_srv_7_4 = {
    .srv = "7.4",
    .reference = "7.4",
    .name = "Read Supply Status",
    .body = "ReadSupplyStatus",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_ES | CAT_USER_GS | CAT_USER_RSA | CAT_USER_ED | CAT_USER_GT,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .devices_assumed = CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
