/* 8.12.1: Restore HAN Device Log. */
#include "srv/srv_internal.h"

static const cat_mapping restore[] = {
    {MAKE("RestoreDeviceLog/HANIdentifier", NULL, "network")},
    {MAKE("RestoreDeviceLog/Devices", NULL, "device log")},
    {HELD("OldCHFID")},
};

static const cat_target targets[] = {
    {USE(CCS03), MAPPED(restore)},
};

const cat_service_request cat_srv_8_12_1 = {
    .srv = "8.12.1",
    .reference = "8.12",
    .name = "Restore HAN Device Log",
    .body = "RestoreHANDeviceLog",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_CHF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
