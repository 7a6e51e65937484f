/* 4.8.3: Read Export Profile Data. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS22a), .devices = CAT_DEVICE_ESME, MAPPED(cat_srv_log_period)},
};

const cat_service_request cat_srv_4_8_3 = {
    .srv = "4.8.3",
    .reference = "4.8",
    .name = "Read Export Profile Data",
    .body = "ReadExportProfileData",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .schedulable = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_ES | CAT_USER_ED | CAT_USER_OU,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
