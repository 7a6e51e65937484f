/* 14.1: Record Network Data (GAS). */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_14_1 = {
    .srv = "14.1",
    .reference = "14.1",
    .name = "Record Network Data (GAS)",
    .body = "RecordNetworkDataGAS",
    .device = true,
    .on_demand = true,
    .schedulable = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_GT,
    .devices = CAT_DEVICE_GSME,
    .provenance = CAT_VERIFIED,
};
