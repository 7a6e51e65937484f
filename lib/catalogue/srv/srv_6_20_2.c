/* 6.20.2: Set Device Configuration (Export MPAN). */
#include "srv/srv_internal.h"

static const cat_mapping electricity[] = {{COPY("ExportMPAN", "ExportMPAN")}};

static const cat_target targets[] = {
    {USE(ECS39b), MAPPED(electricity)},
};

const cat_service_request cat_srv_6_20_2 = {
    .srv = "6.20.2",
    .reference = "6.20",
    .name = "Set Device Configuration (Export MPAN)",
    .body = "SetDeviceConfigurationExportMPAN",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_ES,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
