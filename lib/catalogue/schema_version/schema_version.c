#include "catalogue/schema_version.h"

static const cat_schema_version versions[] = {
    {10, 10, true, CAT_SOURCED},    {11, 11, true, CAT_UNVERIFIED}, {20, 20, true, CAT_UNVERIFIED},
    {30, 21, true, CAT_UNVERIFIED}, {31, 32, true, CAT_SOURCED},    {40, 32, true, CAT_UNVERIFIED},
    {50, 40, true, CAT_VERIFIED},   {51, 41, true, CAT_VERIFIED},   {52, 41, true, CAT_VERIFIED},
    {53, 42, true, CAT_VERIFIED},   {54, 43, true, CAT_VERIFIED},
};

/* The first version behind 1.0: what came at some time before 5.0 is refused in 1.0 alone. */
enum { AFTER_1_0 = 11, DUAL_BAND = 20, PROPORTIONAL_CONTROL = 50 };

#define LATER(parent_, element_, values_)                                                                    \
    {                                                                                                        \
        parent_, element_, values_, AFTER_1_0, CAT_SOURCED                                                   \
    }
#define SINCE(element_, version_)                                                                            \
    {                                                                                                        \
        "Body", element_, NULL, version_, CAT_UNVERIFIED                                                     \
    }

static const cat_schema_change changes[] = {
    LATER("Body", "ReadDeviceConfigurationEventAndAlertBehaviours", NULL),
    LATER("Body", "UpdateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix", NULL),
    LATER("Body", "UpdateDeviceConfigurationRMSVoltageCounterReset", NULL),
    LATER("Body", "UpdatePPMIDFirmware", NULL),
    SINCE("SetCHFSubGHzConfiguration", DUAL_BAND),
    SINCE("RequestCHFSubGHzChannelScan", DUAL_BAND),
    SINCE("ReadCHFSubGHzConfiguration", DUAL_BAND),
    SINCE("ReadCHFSubGHzChannel", DUAL_BAND),
    SINCE("ReadCHFSubGHzChannelLog", DUAL_BAND),
    SINCE("UpdateDeviceConfigurationAuxiliaryControllerScheduler", PROPORTIONAL_CONTROL),
    SINCE("SetAuxiliaryControllerState", PROPORTIONAL_CONTROL),
    SINCE("ReadAuxiliaryControllerConfigurationData", PROPORTIONAL_CONTROL),
    SINCE("ReadAuxiliaryControllerOperationalData", PROPORTIONAL_CONTROL),
    SINCE("LimitAPCLevel", PROPORTIONAL_CONTROL),
    LATER("CreateSchedule", "DSPScheduledServiceReferenceVariant", "4.2"),
    LATER("CreateSchedule", "DSPReadInstantaneousExportRegisters", NULL),
    LATER("UpdateDeviceConfigurationVoltage", "RMSVoltageCountersNotReset", NULL),
    LATER("UpdateDeviceConfigurationGasFlow", "UncontrolledGasFlowRateDecimal", NULL),
    LATER("ElectricityBillingCalendar", "Quarterly", NULL),
    LATER("ElectricityBillingCalendar", "SixMonthly", NULL),
    LATER("ElectricityBillingCalendar", "Yearly", NULL),
    LATER("GasBillingCalendar", "Periodicity", "Quarterly SixMonthly Yearly"),
    LATER(NULL, "RemotePartyRole", "LoadController"),
    LATER("ConfigureAlertBehaviour", "ElectricitySupplierHANAlertSettings", NULL),
    LATER("ConfigureAlertBehaviour", "ElectricitySupplierAlarmSettings", NULL),
    LATER("ConfigureAlertBehaviour", "ElectricitySupplierLoggingSettings", NULL),
    LATER("ConfigureAlertBehaviour", "ElectricityNetworkOperatorLoggingSettings", NULL),
    LATER("ConfigureAlertBehaviour", "GasSupplierAlertEventSettings", NULL),
    LATER("SupplierESMECommon", "x8145", NULL),
    LATER("SupplierESMECommon", "x8154", NULL),
    LATER("SupplierESMECommon", "x8155", NULL),
    LATER("SupplierESMECommon", "x8161", NULL),
    LATER("SupplierESMECommon", "x8162", NULL),
    LATER("SupplierESMECommon", "x8168", NULL),
    LATER("SupplierESMECommon", "x81A0", NULL),
    LATER("SupplierESMECommon", "x81A2", NULL),
    LATER("SupplierESMECommon", "x81A3", NULL),
    LATER("SupplierESMECommon", "x81C6", NULL),
    LATER("GasSupplierAlerts", "x8145", NULL),
    LATER("GasSupplierAlerts", "x8154", NULL),
    LATER("GasSupplierAlerts", "x8155", NULL),
    LATER("GasSupplierAlerts", "x8168", NULL),
    LATER(NULL, "ESMEVariant", "ADF BDF CDF ADEF BDEF CDEF ADG ADEG AF BF CF AEF BEF CEF AG AEG"),
    LATER("ReadDeviceLog", "ReadSecurityDetails", NULL),
    /* Of a Response. */
    {NULL, "Connectivity", NULL, 54, CAT_VERIFIED},
};

const cat_schema_version *cat_schema_versions(size_t *count)
{
    *count = ALB_COUNT(versions);
    return versions;
}

const cat_schema_version *cat_schema_version_find(uint32_t version)
{
    for (size_t i = 0; i < ALB_COUNT(versions); i++) {
        if (versions[i].version == version) {
            return &versions[i];
        }
    }
    return NULL;
}

const cat_schema_change *cat_schema_changes(size_t *count)
{
    *count = ALB_COUNT(changes);
    return changes;
}

const cat_schema_change *cat_schema_change_find(const char *parent, const char *element)
{
    for (size_t i = 0; i < ALB_COUNT(changes); i++) {
        const cat_schema_change *c = &changes[i];
        if (!c->values && strcmp(c->element, element) == 0 &&
            (!c->parent || strcmp(c->parent, parent) == 0)) {
            return c;
        }
    }
    return NULL;
}
