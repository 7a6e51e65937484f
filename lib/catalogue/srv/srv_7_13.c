/* 7.13: Set Auxiliary Controller State. */
#include "srv/srv_internal.h"

#define PERIOD(n)                                                                                            \
    {COPY("AuxiliaryController" #n "SettingPeriodStart", "/.[auxiliaryControllerN=" #n "]/StartDateTime")},  \
    {                                                                                                        \
        COPY("AuxiliaryController" #n "SettingPeriodEnd", "/.[auxiliaryControllerN=" #n "]/EndDateTime")     \
    }
static const cat_mapping electricity[] = {
    PERIOD(1), PERIOD(2), PERIOD(3),
    PERIOD(4), PERIOD(5), {MAKE("ControllerNumberAndCommandedState", ".", "controller state")},
};

static const cat_target targets[] = {
    {USE(ECS47a), MAPPED(electricity)},
};

const cat_service_request cat_srv_7_13 = {
    .srv = "7.13",
    .reference = "7.13",
    .name = "Set Auxiliary Controller State",
    .body = "SetAuxiliaryControllerState",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
