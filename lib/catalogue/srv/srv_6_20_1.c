/* 6.20.1: Set Device Configuration (Import MPxN). */
#include "srv/srv_internal.h"

static const cat_mapping electricity[] = {
    {MAKE("ImportMPAN", "ImportMPANs/ImportMPAN", "joined"), .argument = "ImportMPANs/SecondaryImportMPAN"}};

static const cat_mapping gas[] = {
    {MAKE("*/IssuerEventId", NULL, "now")},
    {COPY("UpdateSiteId/SiteId", "ImportMPRN")},
};

static const cat_target targets[] = {
    {USE(ECS39a), .devices = CAT_DEVICE_ESME, MAPPED(electricity)},
    {USE(GCS41), .devices = CAT_DEVICE_GSME, MAPPED(gas)},
};

const cat_service_request cat_srv_6_20_1 = {
    .srv = "6.20.1",
    .reference = "6.20",
    .name = "Set Device Configuration (Import MPxN)",
    .body = "SetDeviceConfigurationImportMPxN",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
