/* 3.3: Clear Event Log. */
#include "srv/srv_internal.h"

static const cat_mapping esme[] = {{HELD("ESMEEventLogType")}};

static const cat_target targets[] = {
    {USE(ECS15c), .devices = CAT_DEVICE_ESME, .when_present = "ESMEEventLogType[=ALCS]"},
    {USE(ECS15a), .devices = CAT_DEVICE_ESME, MAPPED(esme)},
    {USE(CS11), .devices = CAT_DEVICE_GSME},
};

const cat_service_request cat_srv_3_3 = {
    .srv = "3.3",
    .reference = "3.3",
    .name = "Clear Event Log",
    .body = "ClearEventLog",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
