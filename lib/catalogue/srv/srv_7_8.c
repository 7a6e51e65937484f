/* 7.8: Reset Auxiliary Load. */
#include "srv/srv_internal.h"

static const cat_mapping electricity[] = {
    {MAKE("ControllerNumberAndCommandedState", "ResetALCSHCALCS", "script"), .add = 0x20}};

static const cat_target targets[] = {
    {USE(ECS47), MAPPED(electricity)},
};

const cat_service_request cat_srv_7_8 = {
    .srv = "7.8",
    .reference = "7.8",
    .name = "Reset Auxiliary Load",
    .body = "ResetAuxiliaryLoad",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
