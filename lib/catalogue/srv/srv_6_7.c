/* 6.7: Update Device Configuration (Gas Flow). */
#include "srv/srv_internal.h"

static const cat_mapping gas[] = {
    {MAKE("*/IssuerEventId", NULL, "now")},
    {COPY("SetUncontrolledFlowThreshold/UncontrolledFlowThreshold", "UncontrolledGasFlowRateDecimal"),
     .scale = 4},
    {COPY("SetUncontrolledFlowThreshold/UncontrolledFlowThreshold", "UncontrolledGasFlowRate")},
    {COPY("SetUncontrolledFlowThreshold/Divisor", "UncontrolledGasFlowRate"), .constant = "1"},
    {COPY("SetUncontrolledFlowThreshold/StabilisationPeriod", "StabilisationPeriod")},
    {COPY("SetUncontrolledFlowThreshold/MeasurementPeriod", "MeasurementPeriod")},
    {COPY("SetSupplyStatus/SupplyTamperState", "SupplyTamperState")},
    {COPY("SetSupplyStatus/SupplyDepletionState", "SupplyDepletionState")},
};

static const cat_target targets[] = {
    {USE(GCS24a), .when_present = "UncontrolledGasFlowRateDecimal", MAPPED(gas)},
    {USE(GCS24), MAPPED(gas)},
};

const cat_service_request cat_srv_6_7 = {
    .srv = "6.7",
    .reference = "6.7",
    .name = "Update Device Configuration (Gas Flow)",
    .body = "UpdateDeviceConfigurationGasFlow",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_GS,
    .devices = CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
