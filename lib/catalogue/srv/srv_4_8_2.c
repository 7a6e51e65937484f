/* 4.8.2: Read Reactive Import Profile Data. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS22c), .devices = CAT_DEVICE_ESME, MAPPED(cat_srv_log_period)},
};

const cat_service_request cat_srv_4_8_2 = {
    .srv = "4.8.2",
    .reference = "4.8",
    .name = "Read Reactive Import Profile Data",
    .body = "ReadReactiveImportProfileData",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .schedulable = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_ED | CAT_USER_OU,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
