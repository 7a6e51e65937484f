/* 6.23: Update Security Credentials (CoS). */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_6_23 = {
    .srv = "6.23",
    .reference = "6.23",
    .name = "Update Security Credentials (CoS)",
    .body = "UpdateSecurityCredentialsCoS",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP_AND_DEVICE,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_HCALCS,
    .devices_assumed = CAT_DEVICE_GSME | CAT_DEVICE_HCALCS,
    .originator = CAT_ORIGINATOR_TRANSITIONAL_COS,
    .provenance = CAT_VERIFIED,
    .notes = "Not critical although the command is signed: the transitional Change of Supplier party signs "
             "it. Both the DCC and the device may hold it.",
};
