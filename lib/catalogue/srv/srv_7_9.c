/* 7.9: Add Auxiliary Load To Boost Button. */
#include "srv/srv_internal.h"

#define CONTROL(n) COPY("BoostFunctionControl" #n, "AddToBoostButton[index=" #n "]")
static const cat_mapping electricity[] = {
    {CONTROL(1)}, {CONTROL(2)}, {CONTROL(3)}, {CONTROL(4)}, {CONTROL(5)}};

static const cat_target targets[] = {
    {USE(ECS62), MAPPED(electricity)},
};

const cat_service_request cat_srv_7_9 = {
    .srv = "7.9",
    .reference = "7.9",
    .name = "Add Auxiliary Load To Boost Button",
    .body = "AddAuxiliaryLoadToBoostButton",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
