/* 4.1.4: Read Instantaneous Import Block Counters. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(GCS13b), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF},
};

const cat_service_request cat_srv_4_1_4 = {
    .srv = "4.1.4",
    .reference = "4.1",
    .name = "Read Instantaneous Import Block Counters",
    .body = "ReadInstantaneousImportBlockCounters",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_GS,
    .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
