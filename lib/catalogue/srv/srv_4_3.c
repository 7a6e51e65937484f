/* 4.3: Read Instantaneous Prepay Values. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS19), .devices = CAT_DEVICE_ESME},
    {USE(GCS14), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF},
};

const cat_service_request cat_srv_4_3 = {
    .srv = "4.3",
    .reference = "4.3",
    .name = "Read Instantaneous Prepay Values",
    .body = "ReadInstantaneousPrepayValues",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
