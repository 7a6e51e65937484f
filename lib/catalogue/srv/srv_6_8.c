/* 6.8: Update Device Configuration (Billing Calendar). */
#include "srv/srv_internal.h"

static const cat_mapping electricity[] = {
    {MAKE("BillingCalendar", "ElectricityBillingCalendar", "billing dates")}};

static const cat_target targets[] = {
    {USE(ECS30a), .devices = CAT_DEVICE_ESME, SINCE(GBCS_2_DUAL_BAND), MAPPED(electricity)},
    {USE(ECS30), .devices = CAT_DEVICE_ESME, BEFORE(GBCS_2_DUAL_BAND), MAPPED(electricity)},
};

const cat_service_request cat_srv_6_8 = {
    .srv = "6.8",
    .reference = "6.8",
    .name = "Update Device Configuration (Billing Calendar)",
    .body = "UpdateDeviceConfigurationBillingCalendar",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
