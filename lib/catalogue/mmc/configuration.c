/* 4.15, 6.2, 6.11, 7.4, 11.2, 14.1: how a meter is set up, its clock, its supply. */
#include "mmc/mmc_internal.h"

#define ATTRIBUTE "ReadAttributesResponse/"

NAMES(locked, {0, "Unchanged"}, {1, "Locked"});
NAMES(gas_locked, {0, "Locked"}, {1, "Locked"}, {3, "Unchanged"});

/* --- 4.15 load limit --- */

NAMES(load_limit_supply_state, {0, "Unchanged"}, {1, "Disable"});
ROWS(load_limit, {VALUE("LoadLimitCounterValue", "LoadLimitCounter", INTEGER)},
     {VALUE("LoadLimitPowerThreshold", "LoadLimitPowerThreshold", INTEGER)},
     {VALUE("LoadLimitPeriod", "LoadLimitPeriod", INTEGER)},
     {VALUE("LoadLimitRestorationPeriod", "LoadLimitRestorationPeriod", INTEGER)},
     {NAMED("LoadLimitSupplyState", "LoadLimitSupplyState", load_limit_supply_state)});

/* --- 6.2.1 voltage --- */

#define LIMITS(n)                                                                                            \
    PART(limits_##n,                                                                                         \
         {VALUE("AverageRMSOverVoltageThreshold", "Phase" #n "AverageRMSOverVoltageThreshold", INTEGER)},    \
         {VALUE("AverageRMSUnderVoltageThreshold", "Phase" #n "AverageRMSUnderVoltageThreshold", INTEGER)}); \
    PART(phase_##n, {CONSTANT("Phase", "Phase" #n "AverageRMSOverVoltageThreshold", #n)},                    \
         {GROUP("PhaseVoltageSettings", NULL, limits_##n)})
LIMITS(1);
LIMITS(2);
LIMITS(3);
#define VOLTAGE(name_) VALUE(name_, name_, INTEGER)
PART(voltage_events, {VOLTAGE("RMSExtremeOverVoltageMeasurementPeriod")},
     {VOLTAGE("RMSExtremeOverVoltageThreshold")}, {VOLTAGE("RMSExtremeUnderVoltageMeasurementPeriod")},
     {VOLTAGE("RMSExtremeUnderVoltageThreshold")}, {VOLTAGE("RMSVoltageSagMeasurementPeriod")},
     {VOLTAGE("RMSVoltageSagThreshold")}, {VOLTAGE("RMSVoltageSwellMeasurementPeriod")},
     {VOLTAGE("RMSVoltageSwellThreshold")});
ROWS(single_phase_voltage, {GROUP("SinglePhaseVoltageSettings", NULL, limits_1)},
     {GROUP("RMSVoltageSettings", NULL, voltage_events)});
ROWS(polyphase_voltage, {GROUP("PolyPhaseVoltageSettings", NULL, phase_1)},
     {GROUP("PolyPhaseVoltageSettings", NULL, phase_2)}, {GROUP("PolyPhaseVoltageSettings", NULL, phase_3)},
     {GROUP("RMSVoltageSettings", NULL, voltage_events)});

/* --- 6.2.2 randomisation: the number is the quotient of offset and limit, in ten thousandths --- */

ROWS(randomisation, {VALUE("RandomisedOffset", "RandomisedOffset", INTEGER)},
     {VALUE("RandomisedOffsetNumber", "RandomisedOffsetNumber", INTEGER)},
     {VALUE("RandomisedOffsetLimit", "RandomisedOffsetLimit", INTEGER)});

/* --- 6.2.3 billing calendar --- */

PART(electricity_calendar, {VALUE("ElectricityBillingCalendar", "BillingCalendar", BILLING_CALENDAR)});
ROWS(electricity_billing_calendar, {GROUP("BillingCalendar", NULL, electricity_calendar)});
PART(gas_period, {VALUE("BillingPeriodStart", "BillingPeriodStartTime", DATE_TIME)},
     {VALUE("Periodicity", "BillingPeriodDuration", GAS_PERIOD), .with = "BillingPeriodDurationType"});
PART(gas_calendar, {GROUP("GasBillingCalendar", "PublishBillingPeriod", gas_period)});
ROWS(gas_billing_calendar, {GROUP("BillingCalendar", NULL, gas_calendar)});

/* --- 6.2.4 identity --- */

PART(electricity_identity, {NAMED("SupplyTamperState", "SupplyTamperState", locked)},
     {VALUE("MeterVariant", "MeterVariant", TEXT), .high = 1});
ROWS(electricity_meter, {VALUE("DeviceIdentifier", "EntityIdentifier", IDENTIFIER)},
     {VALUE("ModelType", "ModelType", TEXT), .high = 8},
     {VALUE("ManufacturerIdentifier", "ManufacturerIdentifier", TEXT), .high = 32},
     {GROUP("Electricity", NULL, electricity_identity)});
PART(gas_identity, {NAMED("SupplyTamperState", ATTRIBUTE "SupplyTamperState", gas_locked)},
     {NAMED("SupplyDepletionState", ATTRIBUTE "SupplyDepletionState", gas_locked)});
/* The older form ends the model with the identifier of the meter in octets (mmc.md 9). */
ROWS(gas_meter_with_identifier,
     {VALUE("DeviceIdentifier", ATTRIBUTE "ModelIdentifier", IDENTIFIER), .low = 8, .high = 8},
     {VALUE("ModelType", ATTRIBUTE "ModelIdentifier", TEXT), .high = 8},
     {VALUE("ManufacturerIdentifier", ATTRIBUTE "ManufacturerName", TEXT), .high = 32},
     {GROUP("Gas", NULL, gas_identity)});
ROWS(gas_meter, {VALUE("ModelType", ATTRIBUTE "ModelIdentifier", TEXT), .high = 8},
     {VALUE("ManufacturerIdentifier", ATTRIBUTE "ManufacturerName", TEXT), .high = 32},
     {GROUP("Gas", NULL, gas_identity)});

/* --- 6.2.5, 6.2.7, 6.2.8 --- */

ROWS(power_thresholds, {VALUE("LowMediumPowerThreshold", "PowerThresholds/LowMediumPowerThreshold", INTEGER)},
     {VALUE("MediumHighPowerThreshold", "PowerThresholds/MediumHighPowerThreshold", INTEGER)});

/* A meter with two elements gives both import MPANs in one text. */
PART(electricity_points, {VALUE("ImportMPAN", "ImportMPAN", TEXT), .high = 13},
     {VALUE("SecondaryImportMPAN", "ImportMPAN", TEXT), .low = 13, .high = 13},
     {VALUE("ExportMPAN", "ExportMPAN", TEXT), .high = 13});
ROWS(electricity_mpans, {GROUP("Electricity", NULL, electricity_points)});
PART(gas_point, {VALUE("MPRN", ATTRIBUTE "SiteId", TEXT), .high = 10});
ROWS(gas_mprn, {GROUP("Gas", NULL, gas_point)});

PART(gas_settings,
     {VALUE("CalorificValue", "CalorificValue", TRAILED), .with = "CalorificValueTrailingDigit"},
     {VALUE("ConversionFactor", "ConversionFactor", TRAILED), .with = "ConversionFactorTrailingDigit"});
PART(gas_flow,
     {VALUE("UncontrolledGasFlowRate", "UncontrolledFlowThreshold", QUOTIENT),
      .with = "UncontrolledFlowMultiplier", .over = "UncontrolledFlowDivisor"},
     {VALUE("FlowStabilisationPeriod", "FlowStabilisationPeriod", INTEGER)},
     {VALUE("FlowMeasurementPeriod", "FlowMeasurementPeriod", INTEGER)});
ROWS(gas_configuration, {WITHIN("ReadAttributesResponse", gas_settings), EACH},
     {WITHIN("ReadAttributesResponse", gas_flow), EACH});

/* --- 6.11 clock --- */

PART(electricity_clock, {VALUE("ElecClockTimeStatus", "TimeStatus", CLOCK_STATUS)});
ROWS(electricity_clock_set, {VALUE("DeviceTime", "Time", DATE_TIME)},
     {GROUP("Electricity", NULL, electricity_clock)});
/* Anything but reliable says that the clock was not set. */
NAMES(clock_status, {0, "reliable"}, {1, "invalid"}, {2, "unreliable"});
PART(gas_clock, {STATUS_OF("GasClockTimeStatus", "SetTimeResponse/DeviceTimeStatus", clock_status)});
ROWS(gas_clock_set, {VALUE("DeviceTime", "SetTimeResponse/DeviceTime", DATE_TIME)},
     {GROUP("Gas", NULL, gas_clock)});

/* --- 7.4 supply --- */

NAMES(supply_state, {0, "Disabled"}, {1, "Enabled"}, {2, "Armed"});
NAMES(gas_supply_state, {0, "Disabled"}, {1, "Armed"}, {2, "Enabled"});
ROWS(electricity_supply_state, {NAMED("SupplyState", "SupplyState", supply_state)});
PART(gas_battery, {VALUE("RemainingBatteryCapacity", ATTRIBUTE "RemainingBatteryLifeInDays", INTEGER)});
ROWS(gas_supply_status, {NAMED("SupplyState", ATTRIBUTE "SupplyStatus", gas_supply_state)},
     {GROUP("Gas", NULL, gas_battery)});

/* --- 11.2, 11.3, 14.1 --- */

ROWS(electricity_firmware_version, {VALUE("FirmwareVersion", "FirmwareVersion", HEX)});
ROWS(gas_firmware_version, {VALUE("FirmwareVersion", ATTRIBUTE "CurrentMeterId", HEX)});
ROWS(han_device_firmware_version,
     {VALUE(NULL, "ReadFirmwareVersionResponse/ReadFirmwareVersionResponseCode", ERROR)},
     {VALUE("FirmwareVersion", "ReadFirmwareVersionResponse/FirmwareVersion", HEX), .unless_failed = true});
/* FFFF: no log was started. */
ROWS(sampling, {VALUE(NULL, "StartSamplingResponse/SampleId", ERROR), .high = 0xfffe},
     {VALUE("SampleID", "StartSamplingResponse/SampleId", INTEGER), .unless_failed = true});
