/* 4.10: Read Network Data. */
#include "srv/srv_internal.h"

/* The gas network data log is read whole. */
static const cat_mapping whole_log[] = {
    {HELD("ReadLogPeriod/StartDateTime")},
    {HELD("ReadLogPeriod/EndDateTime")},
};

static const cat_target targets[] = {
    {USE(ECS23b), .devices = CAT_DEVICE_ESME, .phases = 3, MAPPED(cat_srv_log_period)},
    {USE(ECS23), .devices = CAT_DEVICE_ESME, .phases = 1, MAPPED(cat_srv_log_period)},
    {USE(GCS18), .devices = CAT_DEVICE_GSME, MAPPED(whole_log)},
};

const cat_service_request cat_srv_4_10 = {
    .srv = "4.10",
    .reference = "4.10",
    .name = "Read Network Data",
    .body = "ReadNetworkData",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .schedulable = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_ED | CAT_USER_GT,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
