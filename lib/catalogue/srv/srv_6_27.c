/* 6.27: Update Device Configuration (RMS Voltage Counter Reset). */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS29f), .phases = 3},
    {USE(ECS29e), .phases = 1},
};

const cat_service_request cat_srv_6_27 = {
    .srv = "6.27",
    .reference = "6.27",
    .name = "Update Device Configuration (RMS Voltage Counter Reset)",
    .body = "UpdateDeviceConfigurationRMSVoltageCounterReset",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_ED,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
