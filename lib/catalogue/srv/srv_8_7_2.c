/* 8.7.2: Join Service (Non-Critical). */
#include "srv/srv_internal.h"

static const cat_mapping responder[] = {
    {CONSTANT("Join/JoinMethodAndRole", "MethodAResponder")},
    {COPY("Join/OtherDeviceEntityId", "OtherDeviceID")},
    {MAKE("Join/OtherDeviceType", NULL, "other type")},
};
static const cat_mapping certified[] = {
    {CONSTANT("Join/JoinMethodAndRole", "MethodC")},
    {COPY("Join/OtherDeviceEntityId", "OtherDeviceID")},
    {MAKE("Join/OtherDeviceType", NULL, "other type")},
    {MAKE("Join/OtherDeviceCertificate", NULL, "other certificate")},
};
static const cat_mapping between[] = {
    {CONSTANT("Join/JoinMethodAndRole", "MethodB")},
    {COPY("Join/OtherDeviceEntityId", "OtherDeviceID")},
    {MAKE("Join/OtherDeviceType", NULL, "other type")},
};

static const cat_target targets[] = {
    {USE(CS03A2), .devices = CAT_DEVICE_PPMID, .other_devices = CAT_DEVICE_ESME, MAPPED(responder)},
    {USE(CS03C), .devices = CAT_DEVICE_PPMID, .other_devices = CAT_DEVICE_GSME, MAPPED(certified)},
    {USE(CS03B), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF, MAPPED(between)},
};

const cat_service_request cat_srv_8_7_2 = {
    .srv = "8.7.2",
    .reference = "8.7",
    .name = "Join Service (Non-Critical)",
    .body = "JoinServiceNonCritical",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_OU,
    .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF | CAT_DEVICE_PPMID,
    .devices_assumed = CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
