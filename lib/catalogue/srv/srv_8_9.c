/* 8.9: Read Device Log. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(CCS07), .devices = CAT_DEVICE_CHF, .when_present = "ReadSecurityDetails"},
    {USE(CCS06), .devices = CAT_DEVICE_CHF, SINCE(GBCS_3)},
    {USE(CCS05), .devices = CAT_DEVICE_CHF, BEFORE(GBCS_3)},
    {USE(CS07),
     .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF | CAT_DEVICE_PPMID | CAT_DEVICE_HCALCS},
};

const cat_service_request cat_srv_8_9 = {
    .srv = "8.9",
    .reference = "8.9",
    .name = "Read Device Log",
    .body = "ReadDeviceLog",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_OU,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF | CAT_DEVICE_CHF | CAT_DEVICE_HCALCS |
               CAT_DEVICE_PPMID,
    .devices_assumed = CAT_DEVICE_ESME | CAT_DEVICE_GPF | CAT_DEVICE_HCALCS | CAT_DEVICE_PPMID,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
