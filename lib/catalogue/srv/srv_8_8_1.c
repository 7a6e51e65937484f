/* 8.8.1: Unjoin Service (Critical). */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(CS04AC), .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_HCALCS, MAPPED(cat_srv_unjoin)},
};

const cat_service_request cat_srv_8_8_1 = {
    .srv = "8.8.1",
    .reference = "8.8",
    .name = "Unjoin Service (Critical)",
    .body = "UnjoinServiceCritical",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_HCALCS,
    .devices_assumed = CAT_DEVICE_GSME | CAT_DEVICE_HCALCS,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
