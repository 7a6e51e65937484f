/* 4.6.2: Retrieve Export Daily Read Log. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS21c), .devices = CAT_DEVICE_ESME, MAPPED(cat_srv_log_period)},
};

const cat_service_request cat_srv_4_6_2 = {
    .srv = "4.6.2",
    .reference = "4.6",
    .name = "Retrieve Export Daily Read Log",
    .body = "RetrieveExportDailyReadLog",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .schedulable = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_ES,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
