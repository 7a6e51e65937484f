/* 6.21: Request Handover Of DCC Controlled Device. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_6_21 = {
    .srv = "6.21",
    .reference = "6.21",
    .name = "Request Handover Of DCC Controlled Device",
    .body = "RequestHandoverOfDCCControlledDevice",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_GPF | CAT_DEVICE_CHF,
    .devices_assumed = CAT_DEVICE_CHF,
    .originator = CAT_ORIGINATOR_ACB,
    .provenance = CAT_VERIFIED,
    .notes = "The DCC originates the command, without a supplementary party.",
};
