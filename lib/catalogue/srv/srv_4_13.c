/* 4.13: Read Prepayment Configuration. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS26a), .devices = CAT_DEVICE_ESME},
    {USE(GCS21b), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF},
};

const cat_service_request cat_srv_4_13 = {
    .srv = "4.13",
    .reference = "4.13",
    .name = "Read Prepayment Configuration",
    .body = "ReadPrepaymentConfiguration",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .devices_assumed = CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
