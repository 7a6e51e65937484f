/* 4.1.1: Read Instantaneous Import Registers. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS17b), .devices = CAT_DEVICE_ESME},
    {USE(GCS13a), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF},
};

const cat_service_request cat_srv_4_1_1 = {
    .srv = "4.1.1",
    .reference = "4.1",
    .name = "Read Instantaneous Import Registers",
    .body = "ReadInstantaneousImportRegisters",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_ED | CAT_USER_GT,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
