/* 4.8.1: Read Active Import Profile Data. */
#include "srv/srv_internal.h"

static const cat_mapping samples[] = {
    {COPY("GetSampledData/EarliestSampleTime", "ReadLogPeriod/StartDateTime")},
    {MAKE("GetSampledData/NumberOfSamples", "ReadLogPeriod", "samples"), .argument = "1800"},
};

static const cat_target targets[] = {
    {USE(ECS22b), .devices = CAT_DEVICE_ESME, MAPPED(cat_srv_log_period)},
    {USE(GCS17), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF, MAPPED(samples)},
};

const cat_service_request cat_srv_4_8_1 = {
    .srv = "4.8.1",
    .reference = "4.8",
    .name = "Read Active Import Profile Data",
    .body = "ReadActiveImportProfileData",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .schedulable = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_ED | CAT_USER_GT | CAT_USER_OU,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .devices_assumed = CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
