/* 7.10: Remove Auxiliary Load From Boost Button. */
#include "srv/srv_internal.h"

#define CONTROL(n)                                                                                           \
    NAMES("BoostFunctionControl" #n, "RemoveFromBoostButton[index=" #n "]", "true=0,1=0,false=255,0=255")
static const cat_mapping electricity[] = {
    {CONTROL(1)}, {CONTROL(2)}, {CONTROL(3)}, {CONTROL(4)}, {CONTROL(5)}};

static const cat_target targets[] = {
    {USE(ECS62), MAPPED(electricity)},
};

const cat_service_request cat_srv_7_10 = {
    .srv = "7.10",
    .reference = "7.10",
    .name = "Remove Auxiliary Load From Boost Button",
    .body = "RemoveAuxiliaryLoadFromBoostButton",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
