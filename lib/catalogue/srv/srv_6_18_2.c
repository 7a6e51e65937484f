/* 6.18.2: Reset Maximum Demand Registers. */
#include "srv/srv_internal.h"

static const cat_mapping electricity[] = {
    {MAKE("ResetMaximumDemandActivePowerImport", "MaxDemandActivePowerImportValue", "present")},
    {MAKE("ResetMaximumDemandConfigurableTimeActivePowerImport", "MaxDemandConfigTimeActivePowerImportValue",
          "present")},
    {MAKE("ResetMaximumDemandActivePowerExport", "MaxDemandActivePowerExportValue", "present")},
};

static const cat_target targets[] = {
    {USE(ECS57), MAPPED(electricity)},
};

const cat_service_request cat_srv_6_18_2 = {
    .srv = "6.18.2",
    .reference = "6.18",
    .name = "Reset Maximum Demand Registers",
    .body = "ResetMaximumDemandRegisters",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_ED,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
