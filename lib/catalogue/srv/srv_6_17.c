/* 6.17: Issue Security Credentials. */
#include "srv/srv_internal.h"

/* Key usages as X.509 numbers their bits. */
static const cat_mapping usage[] = {
    {COPY("IssueSecurityCredentials/KeyUsage", "CredentialType[=Digital Signature]"), .constant = "1"},
    {COPY("IssueSecurityCredentials/KeyUsage", "CredentialType[=Key Agreement]"), .constant = "00001"},
};

static const cat_target targets[] = {
    {USE(CS02c), MAPPED(usage)},
};

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
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
