/* 8.5: Service Opt Out. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_8_5 = {
    .srv = "8.5",
    .reference = "8.5",
    .name = "Service Opt Out",
    .body = "ServiceOptOut",
    .device = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = VARIANT(1),
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    .devices_assumed = CAT_DEVICE_GSME,
    .originator = CAT_ORIGINATOR_ACB,
    .provenance = CAT_SOURCED,
    .notes = "A leftover of opting out: refused for every User.",
};
