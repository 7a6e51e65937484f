/* 4.12.1: Read Maximum Demand Import Registers. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS18b), .devices = CAT_DEVICE_ESME},
};

const cat_service_request cat_srv_4_12_1 = {
    .srv = "4.12.1",
    .reference = "4.12",
    .name = "Read Maximum Demand Import Registers",
    .body = "ReadMaximumDemandImportRegisters",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .schedulable = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_ED,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
