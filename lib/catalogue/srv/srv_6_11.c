/* 6.11: Synchronise Clock. */
#include "srv/srv_internal.h"

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
    .provenance = CAT_VERIFIED,
};
