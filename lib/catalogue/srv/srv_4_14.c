/* 4.14: Read Prepayment Daily Read Log. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS21b), .devices = CAT_DEVICE_ESME, MAPPED(cat_srv_log_period)},
    {USE(GCS16b), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF, MAPPED(cat_srv_log_period)},
};

const cat_service_request cat_srv_4_14 = {
    .srv = "4.14",
    .reference = "4.14",
    .name = "Read Prepayment Daily Read Log",
    .body = "ReadPrepaymentDailyReadLog",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .schedulable = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
