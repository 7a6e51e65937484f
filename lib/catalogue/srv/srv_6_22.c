/* 6.22: Configure Alert Behaviour. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_6_22 = {
    .srv = "6.22",
    .reference = "6.22",
    .name = "Configure Alert Behaviour",
    .body = "ConfigureAlertBehaviour",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_ED,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    .provenance = CAT_VERIFIED,
};
