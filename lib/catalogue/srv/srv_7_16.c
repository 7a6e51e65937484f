/* 7.16: Limit APC Level. */
#include "srv/srv_internal.h"

#define PERIOD(n)                                                                                            \
    {COPY("AuxiliaryController" #n "LimitPeriodStart", "/.[auxiliaryControllerN=" #n "]/StartDateTime")},    \
    {                                                                                                        \
        COPY("AuxiliaryController" #n "LimitPeriodEnd", "/.[auxiliaryControllerN=" #n "]/EndDateTime")       \
    }
static const cat_mapping electricity[] = {
    PERIOD(1), PERIOD(2), PERIOD(3),
    PERIOD(4), PERIOD(5), {MAKE("ControllerNumberAndLimitLevel", ".", "controller state")},
};

static const cat_target targets[] = {
    {USE(ECS47e), MAPPED(electricity)},
};

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
    TARGETS(targets),
    .provenance = CAT_SOURCED,
    .notes = "The request matrix names no role; the reference message comes from a Load Controller.",
};
