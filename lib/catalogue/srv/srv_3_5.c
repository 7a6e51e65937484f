/* 3.5: Disable Privacy PIN. */
#include "srv/srv_internal.h"

static const cat_mapping electricity[] = {{CONSTANT("DisablePrivacyPinProtection", "")}};

static const cat_mapping gas[] = {
    {MAKE("*/IssuerEventId", NULL, "now")},
    {CONSTANT("RequestNewPasswordResponse/Password", "")},
};

static const cat_target targets[] = {
    {USE(ECS14), .devices = CAT_DEVICE_ESME, MAPPED(electricity)},
    {USE(GCS11), .devices = CAT_DEVICE_GSME, MAPPED(gas)},
};

const cat_service_request cat_srv_3_5 = {
    .srv = "3.5",
    .reference = "3.5",
    .name = "Disable Privacy PIN",
    .body = "DisablePrivacyPIN",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
