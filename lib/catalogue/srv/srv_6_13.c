/* 6.13: Read Event Or Security Log. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_6_13 = {
    .srv = "6.13",
    .reference = "6.13",
    .name = "Read Event Or Security Log",
    .body = "ReadEventOrSecurityLog",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_ED | CAT_USER_GT | CAT_USER_RSA,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF | CAT_DEVICE_CHF,
    .devices_assumed = CAT_DEVICE_GPF,
    .provenance = CAT_VERIFIED,
};
