/* 6.15.2: Update Security Credentials (Device). */
#include "srv/srv_internal.h"

static const cat_mapping certificate[] = {{COPY("DeviceCertificate", "DeviceCertificate")}};

static const cat_target targets[] = {
    {USE(CS02d), MAPPED(certificate)},
};

const cat_service_request cat_srv_6_15_2 = {
    .srv = "6.15.2",
    .reference = "6.15",
    .name = "Update Security Credentials (Device)",
    .body = "UpdateSecurityCredentialsDevice",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_HCALCS | CAT_DEVICE_PPMID,
    .devices_assumed = CAT_DEVICE_GSME | CAT_DEVICE_HCALCS | CAT_DEVICE_PPMID,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
