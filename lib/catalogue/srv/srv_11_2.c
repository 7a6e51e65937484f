/* 11.2: Read Firmware Version. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS52), .devices = CAT_DEVICE_ESME | CAT_DEVICE_CHF},
    {USE(GCS38), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF},
    {USE(CS08), .devices = CAT_DEVICE_PPMID | CAT_DEVICE_HCALCS},
};

const cat_service_request cat_srv_11_2 = {
    .srv = "11.2",
    .reference = "11.2",
    .name = "Read Firmware Version",
    .body = "ReadFirmwareVersion",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_ES | CAT_USER_GS | CAT_USER_RSA | CAT_USER_ED | CAT_USER_GT | CAT_USER_OU,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_CHF | CAT_DEVICE_PPMID | CAT_DEVICE_HCALCS,
    .devices_assumed = CAT_DEVICE_CHF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
