/* 6.17: Issue Security Credentials. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_6_17 = {
    .srv = "6.17",
    .reference = "6.17",
    .name = "Issue Security Credentials",
    .body = "IssueSecurityCredentials",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_HCALCS | CAT_DEVICE_PPMID,
    .devices_assumed = CAT_DEVICE_GSME | CAT_DEVICE_HCALCS | CAT_DEVICE_PPMID,
    .provenance = CAT_VERIFIED,
};
