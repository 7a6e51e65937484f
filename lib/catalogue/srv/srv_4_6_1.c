/* 4.6.1: Retrieve Import Daily Read Log. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS21a), .devices = CAT_DEVICE_ESME, MAPPED(cat_srv_log_period)},
    {USE(GCS16a), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF, MAPPED(cat_srv_log_period)},
};

const cat_service_request cat_srv_4_6_1 = {
    .srv = "4.6.1",
    .reference = "4.6",
    .name = "Retrieve Import Daily Read Log",
    .body = "RetrieveImportDailyReadLog",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .schedulable = true,
    .day_of_change = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .devices_assumed = CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
    .notes = "On the day of a change of supplier both the old and the new supplier may read that day.",
};
