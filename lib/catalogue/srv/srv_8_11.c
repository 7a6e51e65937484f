/* 8.11: Update HAN Device Log. */
#include "srv/srv_internal.h"

static const cat_mapping add[] = {
    {COPY("EntryToBeAdded/EntityIdentifier", "DeviceID")},
    {COPY("EntryToBeAdded/InstallationCredentials", "AddDeviceToCHFWhitelist/InstallCode")},
    {MAKE("EntryToBeAdded/DeviceType", NULL, "listed type"),
     .argument = "AddDeviceToCHFWhitelist/ImportMPxN"},
    {COPY("JoiningTimePeriod", "AddDeviceToCHFWhitelist/JoinTimePeriod")},
    {HELD("AddDeviceToCHFWhitelist/SecondaryImportMPAN")},
};
static const cat_mapping remove[] = {
    {COPY("RemoveEntry", "DeviceID")},
    {HELD("RequestType")},
};

static const cat_target targets[] = {
    {USE(CCS01), .when_present = "RequestType[=Add]", MAPPED(add)},
    {USE(CCS02), MAPPED(remove)},
};

const cat_service_request cat_srv_8_11 = {
    .srv = "8.11",
    .reference = "8.11",
    .name = "Update HAN Device Log",
    .body = "UpdateHANDeviceLog",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_OU,
    .devices = CAT_DEVICE_CHF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
