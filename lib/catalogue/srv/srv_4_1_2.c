/* 4.1.2: Read Instantaneous Import TOU Matrices. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS17d), .devices = CAT_DEVICE_ESME},
    {USE(GCS13c), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF},
};

const cat_service_request cat_srv_4_1_2 = {
    .srv = "4.1.2",
    .reference = "4.1",
    .name = "Read Instantaneous Import TOU Matrices",
    .body = "ReadInstantaneousImportTOUMatrices",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_ED | CAT_USER_GT,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
