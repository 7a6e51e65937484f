/* 8.12.2: Restore Gas Proxy Function Device Log. */
#include "srv/srv_internal.h"

static const cat_mapping restore[] = {
    {MAKE("RestoreGPFDeviceLog/DeviceLogEntries", NULL, "device log")},
    {HELD("OldGPFID")},
};

static const cat_target targets[] = {
    {USE(GCS59), MAPPED(restore)},
};

const cat_service_request cat_srv_8_12_2 = {
    .srv = "8.12.2",
    .reference = "8.12",
    .name = "Restore Gas Proxy Function Device Log",
    .body = "RestoreGPFDeviceLog",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_GPF,
    .originator = CAT_ORIGINATOR_ACB,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
