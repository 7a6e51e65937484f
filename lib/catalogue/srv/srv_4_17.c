/* 4.17: Retrieve Daily Consumption Log. */
#include "srv/srv_internal.h"

static const cat_mapping samples[] = {
    {COPY("GetSampledData/EarliestSampleTime", "ReadLogPeriod/StartDateTime")},
    {MAKE("GetSampledData/NumberOfSamples", "ReadLogPeriod", "samples"), .argument = "86400"},
};

static const cat_target targets[] = {
    {USE(ECS66), .devices = CAT_DEVICE_ESME, MAPPED(cat_srv_log_period)},
    {USE(GCS61), .devices = CAT_DEVICE_GPF, MAPPED(samples)},
};

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
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
