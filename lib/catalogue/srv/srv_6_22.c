/* 6.22: Configure Alert Behaviour. */
#include "srv/srv_internal.h"

static const cat_mapping electricity[] = {
    /* WAN alerts of 81C4 and 81C5 are off unless asked for: so the reference message has it. */
    {MAKE("SupplierMaskAndActionsForWANAlerting", "ElectricitySupplierAlerts", "behaviours"),
     .argument = "C4,C5"},
    {MAKE("SupplierMaskAndActionsForHANDeviceSharing", "ElectricitySupplierHANAlertSettings", "behaviours")},
    {MAKE("SupplierMaskAndActionsForAlarms", "ElectricitySupplierAlarmSettings", "behaviours")},
    {MAKE("SupplierMaskAndActionsForLogging", "ElectricitySupplierLoggingSettings", "behaviours")},
    {MAKE("NetworkOperatorMaskAndActionsForWANAlerting", "ElectricityNetworkOperatorAlerts", "behaviours")},
    {MAKE("NetworkOperatorMaskAndActionsForLogging", "ElectricityNetworkOperatorLoggingSettings",
          "behaviours")},
};

static const cat_mapping gas[] = {
    {MAKE("SetEventConfiguration", "GasSupplierAlertEventSettings", "event settings")}};

static const cat_target targets[] = {
    {USE(ECS25a), .devices = CAT_DEVICE_ESME, .when_present = "ElectricitySupplierAlerts",
     MAPPED(electricity)},
    {USE(ECS25a1), .devices = CAT_DEVICE_ESME, .when_present = "ElectricitySupplierHANAlertSettings",
     MAPPED(electricity)},
    {USE(ECS25a2), .devices = CAT_DEVICE_ESME, .when_present = "ElectricitySupplierAlarmSettings",
     MAPPED(electricity)},
    {USE(ECS25a3), .devices = CAT_DEVICE_ESME, .when_present = "ElectricitySupplierLoggingSettings",
     MAPPED(electricity)},
    {USE(ECS25b), .devices = CAT_DEVICE_ESME, .when_present = "ElectricityNetworkOperatorAlerts",
     MAPPED(electricity)},
    {USE(ECS25b3), .devices = CAT_DEVICE_ESME, .when_present = "ElectricityNetworkOperatorLoggingSettings",
     MAPPED(electricity)},
    {USE(GCS20), .devices = CAT_DEVICE_GSME, MAPPED(gas)},
};

const cat_service_request cat_srv_6_22 = {
    .srv = "6.22",
    .reference = "6.22",
    .name = "Configure Alert Behaviour",
    .body = "ConfigureAlertBehaviour",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_ED,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
