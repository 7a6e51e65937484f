/* 6.8: Update Device Configuration (Billing Calendar). */
#include "srv/srv_internal.h"

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
    .provenance = CAT_VERIFIED,
};
