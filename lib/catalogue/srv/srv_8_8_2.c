/* 8.8.2: Unjoin Service (Non-Critical). */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(CS04AC), .devices = CAT_DEVICE_PPMID, MAPPED(cat_srv_unjoin)},
    {USE(CS04B), .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF, MAPPED(cat_srv_unjoin)},
};

const cat_service_request cat_srv_8_8_2 = {
    .srv = "8.8.2",
    .reference = "8.8",
    .name = "Unjoin Service (Non-Critical)",
    .body = "UnjoinServiceNonCritical",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_OU,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF | CAT_DEVICE_PPMID, /* as 8.7.2 */
    .devices_assumed = CAT_DEVICE_ESME | CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
