/* 8.7.2: Join Service (Non-Critical). */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(CS03A2), .devices = CAT_DEVICE_PPMID, .other_devices = CAT_DEVICE_ESME,
     MAPPED(cat_srv_join_responder)},
    {USE(CS03C), .devices = CAT_DEVICE_PPMID, .other_devices = CAT_DEVICE_GSME,
     MAPPED(cat_srv_join_method_c)},
    {USE(CS03B), .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF,
     MAPPED(cat_srv_join_method_b)},
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
    /* An ESME: displays and access devices join it by no other service (devices.md 13.2). */
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF | CAT_DEVICE_PPMID,
    .devices_assumed = CAT_DEVICE_ESME | CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
