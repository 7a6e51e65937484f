/* 4.18: Read Meter Balance. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS82), .devices = CAT_DEVICE_ESME},
    {USE(GCS60a), .devices = CAT_DEVICE_GPF, SINCE(GBCS_4)},
    {USE(GCS60), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF},
};

const cat_service_request cat_srv_4_18 = {
    .srv = "4.18",
    .reference = "4.18",
    .name = "Read Meter Balance",
    .body = "ReadMeterBalance",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
