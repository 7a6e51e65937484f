/* 6.4 to 6.8, 6.11, 6.12, 6.18, 6.20, 6.25 to 6.27, 7.12: configuration of a meter. */
#include "duis/duis_internal.h"

static SEQUENCE(maximum_demand_time_period_schedule, ONE(TEXT("StartTime", cat_x_time)),
                ONE(TEXT("EndTime", cat_x_time)));
static ENUM(load_limit_supply_state, "LoadLimitSupplyState", "Disable", "Unchanged");
SEQUENCE(cat_x_update_device_configuration_load_limiting_general_settings, FUTURE_DATED,
         ONE(TEXT("LoadLimitPeriod", cat_x_unsigned_int)),
         ONE(TEXT("LoadLimitPowerThreshold", cat_x_unsigned_int)),
         ONE(TEXT("LoadLimitRestorationPeriod", cat_x_unsigned_int)),
         ONE(TEXT("LoadLimitSupplyState", load_limit_supply_state)));

static SEQUENCE(rms_voltage_settings, ONE(TEXT("RMSExtremeOverVoltageMeasurementPeriod", cat_x_unsigned_int)),
                ONE(TEXT("RMSExtremeOverVoltageThreshold", cat_x_unsigned_int)),
                ONE(TEXT("RMSExtremeUnderVoltageMeasurementPeriod", cat_x_unsigned_int)),
                ONE(TEXT("RMSExtremeUnderVoltageThreshold", cat_x_unsigned_int)),
                ONE(TEXT("RMSVoltageSagMeasurementPeriod", cat_x_unsigned_int)),
                ONE(TEXT("RMSVoltageSagThreshold", cat_x_unsigned_int)),
                ONE(TEXT("RMSVoltageSwellMeasurementPeriod", cat_x_unsigned_int)),
                ONE(TEXT("RMSVoltageSwellThreshold", cat_x_unsigned_int)));
static SEQUENCE(average_rms_voltage_settings, ONE(TEXT("AverageRMSOverVoltageThreshold", cat_x_unsigned_int)),
                ONE(TEXT("AverageRMSUnderVoltageThreshold", cat_x_unsigned_int)),
                ONE(TEXT("AverageRMSVoltageMeasurementPeriod", cat_x_unsigned_int)));
static SEQUENCE(poly_phase_voltage_settings, ONE(TEXT("Phase", cat_x_range_1_3)),
                ONE(PARTS("PhaseVoltageSettings", average_rms_voltage_settings)));
SEQUENCE(cat_x_update_device_configuration_voltage, FUTURE_DATED,
         ONE(PARTS("RMSVoltageSettings", rms_voltage_settings)),
         EITHER(ONE(PARTS("SinglePhaseVoltageSettings", average_rms_voltage_settings)),
                REPEATED(3, 3, PARTS("PolyPhaseVoltageSettings", poly_phase_voltage_settings))),
         OPTIONAL(EMPTY("RMSVoltageCountersNotReset")));

static DECIMAL(calorific_value, "CalorificValue", "0", "429496729.5", 1);
static DECIMAL(conversion_factor, "ConversionFactor", "0", "42949.67295", 5);
SEQUENCE(cat_x_update_device_configuration_gas_conversion, ONE(TEXT("CalorificValue", calorific_value)),
         ONE(TEXT("ConversionFactor", conversion_factor)));

static DECIMAL(uncontrolled_gas_flow_rate_decimal, "UncontrolledGasFlowRateDecimal", "0.0000", "6.5535", 4);
static ENUM(supply_state, "SupplyState", "Unchanged", "Locked");
static INTEGER(stabilisation_period, "StabilisationPeriod", "1", "255");
static INTEGER(measurement_period, "MeasurementPeriod", "1", "65535");
SEQUENCE(cat_x_update_device_configuration_gas_flow,
         EITHER(ONE(TEXT("UncontrolledGasFlowRate", cat_x_unsigned_short)),
                ONE(TEXT("UncontrolledGasFlowRateDecimal", uncontrolled_gas_flow_rate_decimal))),
         ONE(TEXT("SupplyDepletionState", supply_state)), ONE(TEXT("SupplyTamperState", supply_state)),
         ONE(TEXT("StabilisationPeriod", stabilisation_period)),
         ONE(TEXT("MeasurementPeriod", measurement_period)));

static INTEGER(billing_calendar_day_of_month, "BillingCalendarDayOfMonth", "1", "28");
static INTEGER(billing_period_start_month, "BillingPeriodStartMonth", "1", "12");
static SEQUENCE(billing_month_and_day, ONE(TEXT("DayOfMonth", billing_calendar_day_of_month)),
                ONE(TEXT("BillingPeriodStartMonth", billing_period_start_month)));
static INTEGER(billing_calendar_day_of_week, "BillingCalendarDayOfWeek", "1", "7");
static SEQUENCE(electricity_billing_calendar, ONE(TEXT("BillingTime", cat_x_time)),
                EITHER(ONE(EMPTY("Daily")), ONE(TEXT("Weekly", billing_calendar_day_of_week)),
                       ONE(TEXT("Monthly", billing_calendar_day_of_month)),
                       ONE(PARTS("Quarterly", billing_month_and_day)),
                       ONE(PARTS("SixMonthly", billing_month_and_day)),
                       ONE(PARTS("Yearly", billing_month_and_day))));
static ENUM(periodicity, "Periodicity", "Daily", "Weekly", "Monthly", "Quarterly", "SixMonthly", "Yearly");
static SEQUENCE(gas_billing_calendar, ONE(TEXT("BillingPeriodStart", cat_x_date_time)),
                ONE(TEXT("Periodicity", periodicity)));
CHOICE(cat_x_billing_calendar, ONE(PARTS("ElectricityBillingCalendar", electricity_billing_calendar)),
       ONE(PARTS("GasBillingCalendar", gas_billing_calendar)));

static INTEGER(tolerance_period, "tolerancePeriod", "0", "86400");
SEQUENCE(cat_x_synchronise_clock, ONE(TEXT("CurrentDateTime", cat_x_date_time)),
         ONE(TEXT("TolerancePeriod", tolerance_period)));

SEQUENCE(cat_x_update_device_configuration_instantaneous_power_threshold, FUTURE_DATED,
         ONE(TEXT("LowMediumPowerThreshold", cat_x_unsigned_int)),
         ONE(TEXT("MediumHighPowerThreshold", cat_x_unsigned_int)));

SEQUENCE(cat_x_set_maximum_demand_configurable_time_period, FUTURE_DATED,
         ONE(PARTS("MaximumDemandTimePeriodSchedule", maximum_demand_time_period_schedule)));

SEQUENCE(cat_x_reset_maximum_demand_registers, FUTURE_DATED,
         OPTIONAL(EMPTY("MaxDemandActivePowerImportValue")),
         OPTIONAL(EMPTY("MaxDemandActivePowerExportValue")),
         OPTIONAL(EMPTY("MaxDemandConfigTimeActivePowerImportValue")));

static SEQUENCE(import_mpans, ONE(TEXT("ImportMPAN", cat_x_mpan)),
                OPTIONAL(TEXT("SecondaryImportMPAN", cat_x_mpan)));
static LENGTH(mprn, "MPRN", STRING, 1, 10);
SEQUENCE(cat_x_set_import_mpxn, FUTURE_DATED,
         EITHER(ONE(PARTS("ImportMPANs", import_mpans)), ONE(TEXT("ImportMPRN", mprn))));

SEQUENCE(cat_x_set_export_mpan, FUTURE_DATED, ONE(TEXT("ExportMPAN", cat_x_mpan)));

static ENUM(supply_tamper_state, "SupplyTamperState", "Locked", "Unchanged");
SEQUENCE(cat_x_set_electricity_supply_tamper_state, ONE(TEXT("SupplyTamperState", supply_tamper_state)));

SEQUENCE(cat_x_update_device_configuration_daily_resetting_of_tariff_block_counter_matrix,
         ONE(TEXT("DailyTariffBlockCounterMatrixReset", cat_x_boolean)));

static INTEGER(randomised_offset_limit, "RandomisedOffsetLimit", "0", "1799");
SEQUENCE(cat_x_set_randomised_offset_limit, ONE(TEXT("RandomisedOffsetLimit", randomised_offset_limit)));
