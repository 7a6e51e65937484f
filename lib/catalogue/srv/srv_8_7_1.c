/* 8.7.1: Join Service (Critical). */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(CS03A1), .devices = CAT_DEVICE_ESME, MAPPED(cat_srv_join_initiator)},
    {USE(CS03A2), .devices = CAT_DEVICE_HCALCS, MAPPED(cat_srv_join_responder)},
    {USE(CS03C), .devices = CAT_DEVICE_GSME, MAPPED(cat_srv_join_method_c)},
};

const cat_service_request cat_srv_8_7_1 = {
    .srv = "8.7.1",
    .reference = "8.7",
    .name = "Join Service (Critical)",
    .body = "JoinServiceCritical",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_HCALCS,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
