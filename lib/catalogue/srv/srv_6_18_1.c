/* 6.18.1: Set Maximum Demand Configurable Time Period. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_6_18_1 = {
    .srv = "6.18.1",
    .reference = "6.18",
    .name = "Set Maximum Demand Configurable Time Period",
    .body = "SetMaximumDemandConfigurableTimePeriod",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_ED,
    .devices = CAT_DEVICE_ESME,
    .provenance = CAT_VERIFIED,
};
