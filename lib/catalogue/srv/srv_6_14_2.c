/* 6.14.2: Update Device Configuration (Auxiliary Load Control Scheduler). */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_6_14_2 = {
    .srv = "6.14.2",
    .reference = "6.14",
    .name = "Update Device Configuration (Auxiliary Load Control Scheduler)",
    .body = "UpdateDeviceConfigurationALCScheduler",
    .critical = true,
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DEVICE,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    .provenance = CAT_VERIFIED,
};
