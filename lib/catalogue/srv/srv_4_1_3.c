/* 4.1.3: Read Instantaneous Import TOU With Blocks Matrices. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS17e), .devices = CAT_DEVICE_ESME},
};

const cat_service_request cat_srv_4_1_3 = {
    .srv = "4.1.3",
    .reference = "4.1",
    .name = "Read Instantaneous Import TOU With Blocks Matrices",
    .body = "ReadInstantaneousImportTOUWithBlocksMatrices",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_ED,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
