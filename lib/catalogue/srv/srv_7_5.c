/* 7.5: Activate Auxiliary Load. */
#include "srv/srv_internal.h"

#define MINUTES(n)                                                                                           \
    COPY("AuxiliaryController" #n "ActivateMinutes", "ActivateALCSHCALCS[index=" #n "]/Duration")
static const cat_mapping electricity[] = {
    {MINUTES(1)}, {MINUTES(2)},
    {MINUTES(3)}, {MINUTES(4)},
    {MINUTES(5)}, {MAKE("ControllerNumberAndCommandedState", "ActivateALCSHCALCS", "script"), .add = 17},
};

static const cat_target targets[] = {
    {USE(ECS47), MAPPED(electricity)},
};

const cat_service_request cat_srv_7_5 = {
    .srv = "7.5",
    .reference = "7.5",
    .name = "Activate Auxiliary Load",
    .body = "ActivateAuxiliaryLoad",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
