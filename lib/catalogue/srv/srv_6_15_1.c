/* 6.15.1: Update Security Credentials (KRP). */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_6_15_1 = {
    .srv = "6.15.1",
    .reference = "6.15",
    .name = "Update Security Credentials (KRP)",
    .body = "UpdateSecurityCredentialsKRP",
    .critical = true,
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DEVICE,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_ED | CAT_USER_GT,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF | CAT_DEVICE_HCALCS | CAT_DEVICE_PPMID,
    .devices_assumed = CAT_DEVICE_GSME | CAT_DEVICE_GPF | CAT_DEVICE_HCALCS | CAT_DEVICE_PPMID,
    .provenance = CAT_VERIFIED,
};
