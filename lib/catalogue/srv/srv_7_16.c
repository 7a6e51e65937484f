/* 7.16: Limit APC Level. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_7_16 = {
    .srv = "7.16",
    .reference = "7.16",
    .name = "Limit APC Level",
    .body = "LimitAPCLevel",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_LC,
    .devices = CAT_DEVICE_ESME,
    .provenance = CAT_SOURCED,
    .notes = "The request matrix names no role; the reference message comes from a Load Controller.",
};
