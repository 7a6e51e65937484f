/* 11.3: Activate Firmware. */
#include "srv/srv_internal.h"

static const cat_mapping firmware[] = {
    {COPY("ActivateFirmware/ManufacturerImageHash", "FirmwareHash")},
    {MAKE("ActivateFirmware/ExecutionDateTime", "ExecutionDateTime", "activation")},
};

static const cat_target targets[] = {
    {USE(CS06), MAPPED(firmware)},
};

const cat_service_request cat_srv_11_3 = {
    .srv = "11.3",
    .reference = "11.3",
    .name = "Activate Firmware",
    .body = "ActivateFirmware",
    .critical = true,
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DEVICE,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    .devices_assumed = CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
