/* 6.24.2: Retrieve Device Security Credentials (Device). */
#include "srv/srv_internal.h"

/* Key usages as X.509 numbers their bits. */
static const cat_mapping usage[] = {
    {COPY("ProvideDeviceCertificate/KeyUsage", "CredentialType[=Digital Signature]"), .constant = "1"},
    {COPY("ProvideDeviceCertificate/KeyUsage", "CredentialType[=Key Agreement]"), .constant = "00001"},
};

static const cat_target targets[] = {
    {USE(CS02e), MAPPED(usage)},
};

const cat_service_request cat_srv_6_24_2 = {
    .srv = "6.24.2",
    .reference = "6.24",
    .name = "Retrieve Device Security Credentials (Device)",
    .body = "RetrieveDeviceSecurityCredentialsDevice",
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
