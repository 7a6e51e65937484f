/* 3.1: Display Message. */
#include "srv/srv_internal.h"

static const cat_mapping electricity[] = {{COPY("SupplierMessage", "SupplierMessage")}};

/* At once: ZigBee's time 0. */
static const cat_mapping gas[] = {
    {MAKE("DisplayMessage/MessageId", NULL, "now")},
    {CONSTANT("DisplayMessage/StartTime", "2000-01-01T00:00:00Z")},
    {COPY("DisplayMessage/Message", "SupplierMessage")},
};

static const cat_target targets[] = {
    {USE(ECS10), .devices = CAT_DEVICE_ESME, MAPPED(electricity)},
    {USE(GCS07), .devices = CAT_DEVICE_GSME, MAPPED(gas)},
};

const cat_service_request cat_srv_3_1 = {
    .srv = "3.1",
    .reference = "3.1",
    .name = "Display Message",
    .body = "DisplayMessage",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
