/* 4.17: Retrieve Daily Consumption Log. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_4_17 = {
    .srv = "4.17",
    .reference = "4.17",
    .name = "Retrieve Daily Consumption Log",
    .body = "RetrieveDailyConsumptionLog",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .schedulable = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_ED | CAT_USER_GT | CAT_USER_OU,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GPF,
    .provenance = CAT_VERIFIED,
};
