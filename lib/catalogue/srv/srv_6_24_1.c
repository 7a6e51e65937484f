/* 6.24.1: Retrieve Device Security Credentials (KRP). */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_6_24_1 = {
    .srv = "6.24.1",
    .reference = "6.24",
    .name = "Retrieve Device Security Credentials (KRP)",
    .body = "RetrieveDeviceSecurityCredentialsKRP",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_ED | CAT_USER_GT,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF | CAT_DEVICE_CHF | CAT_DEVICE_HCALCS |
               CAT_DEVICE_PPMID,
    .devices_assumed = CAT_DEVICE_GPF | CAT_DEVICE_CHF | CAT_DEVICE_HCALCS | CAT_DEVICE_PPMID,
    .originator = CAT_ORIGINATOR_ACB,
    .provenance = CAT_VERIFIED,
    .notes = "The DCC originates the command, without a supplementary party.",
};
