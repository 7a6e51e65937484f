/* 4.4, 4.6, 4.8, 4.10, 4.14, 4.17, and the alerts with billing data: entries of logs and profiles. */
#include "mmc/mmc_internal.h"

/* --- what entries have in common --- */

#define ELECTRICITY_MATRICES                                                                                 \
    {VALUE("TariffTOUBlock1RegisterMatrixValue", "TariffBlock1Registers/TOU", INTEGER), EACH, INDEXED},      \
        {VALUE("TariffTOUBlock2RegisterMatrixValue", "TariffBlock2Registers/TOU", INTEGER), EACH, INDEXED},  \
        {VALUE("TariffTOUBlock3RegisterMatrixValue", "TariffBlock3Registers/TOU", INTEGER), EACH, INDEXED},  \
    {                                                                                                        \
        VALUE("TariffTOUBlock4RegisterMatrixValue", "TariffBlock4Registers/TOU", INTEGER), EACH, INDEXED     \
    }
#define TOU_MATRIX VALUE("TariffTOURegisterMatrixValue", "TariffTOURegisters/TOU", INTEGER), EACH, INDEXED
#define SECONDARY_TOU_MATRIX                                                                                 \
    VALUE("SecondaryTariffTOURegisterMatrixValue", "SecondaryTariffTOURegisters/TOU", INTEGER), EACH, INDEXED

#define GAS_TIER(element_, n)  VALUE(element_, "TierSummation" #n, CUBIC_METRES), NUMBERED(n)
#define GAS_BLOCK(element_, n) VALUE(element_, "BlockSummation" #n, CUBIC_METRES), NUMBERED(n)
#define GAS_TIERS(element_)                                                                                  \
    {GAS_TIER(element_, 1)}, {GAS_TIER(element_, 2)}, {GAS_TIER(element_, 3)},                               \
    {                                                                                                        \
        GAS_TIER(element_, 4)                                                                                \
    }
#define GAS_BLOCKS(element_)                                                                                 \
    {GAS_BLOCK(element_, 1)}, {GAS_BLOCK(element_, 2)}, {GAS_BLOCK(element_, 3)},                            \
    {                                                                                                        \
        GAS_BLOCK(element_, 4)                                                                               \
    }

PART(electricity_prepayment, {VALUE("AccumulatedDebtRegister", "AccumulatedDebtRegister", INTEGER)},
     {VALUE("EmergencyCreditBalance", "EmergencyCreditBalance", INTEGER)},
     {VALUE("MeterBalance", "MeterBalance", INTEGER)},
     {VALUE("PaymentDebtRegister", "PaymentDebtRegister", INTEGER)},
     {VALUE("TimeDebtRegisters1", "TimeDebtRegister1", INTEGER)},
     {VALUE("TimeDebtRegisters2", "TimeDebtRegister2", INTEGER)},
     {VALUE("Timestamp", "Timestamp", DATE_TIME)});
PART(gas_prepayment, {VALUE("AccumulatedDebtRegister", "AccumulatedDebt", INTEGER)},
     {VALUE("EmergencyCreditBalance", "EmergencyCreditRemaining", INTEGER)},
     {VALUE("MeterBalance", "CreditRemaining", INTEGER)},
     {VALUE("PaymentDebtRegister", "Type3DebtRemaining", INTEGER)},
     {VALUE("TimeDebtRegisters1", "Type1DebtRemaining", INTEGER)},
     {VALUE("TimeDebtRegisters2", "Type2DebtRemaining", INTEGER)},
     {VALUE("Timestamp", "SnapshotTime", DATE_TIME)});

/* --- 4.4.2 billing data of changes of mode or tariff --- */

PART(mode_change_registers, {VALUE("ActiveImportRegisterConsumption", "ActiveImport", INTEGER)}, {TOU_MATRIX},
     ELECTRICITY_MATRICES,
     {VALUE("SecondaryActiveImportRegisterConsumption", "SecondaryActiveImport", INTEGER)},
     {SECONDARY_TOU_MATRIX}, {VALUE("Timestamp", "Timestamp", DATE_TIME)});
#define MODE_CHANGE PROTECTED("BillingModeOrTariffChange", "BillingModeOrTariffChange/Entry")
PART(electricity_mode_changes,
     {GROUP("LogEntryConsumptionAndTariffRegistersData", MODE_CHANGE, mode_change_registers), EACH},
     {GROUP("LogEntryPrepaymentData", MODE_CHANGE, electricity_prepayment), EACH});
ROWS(electricity_mode_change_billing, {GROUP("Electricity", NULL, electricity_mode_changes), KEPT});

PART(gas_mode_change_registers, {VALUE("ConsumptionRegister", "CurrentSummation", CUBIC_METRES)},
     {VALUE("Timestamp", "SnapshotTime", DATE_TIME)}, GAS_TIERS("TariffTOURegisterMatrixValue"),
     GAS_BLOCKS("BlockRegisterMatrixValue"));
PART(gas_mode_changes,
     {GROUP("LogEntryConsumptionRegister", "PublishSnapshot", gas_mode_change_registers), EACH, MOST(12)},
     {GROUP("LogEntryPrepaymentData", "PublishPrepaySnapshot", gas_prepayment), EACH, MOST(12)});
ROWS(gas_mode_change_billing, {GROUP("Gas", NULL, gas_mode_changes), KEPT});

/* --- 4.4.3 billing data of the calendar, and the alerts that bring them --- */

PART(electricity_billing_registers, {VALUE("Timestamp", "Timestamp", DATE_TIME)},
     {VALUE("ActiveImportRegisterValueConsumption", "ActiveImport", INTEGER)},
     {VALUE("SecondaryActiveImportRegisterValueConsumption", "SecondaryActiveImport", INTEGER)}, {TOU_MATRIX},
     {SECONDARY_TOU_MATRIX}, ELECTRICITY_MATRICES);
PART(electricity_billings,
     {GROUP("ESMEBillingDataLogEntry", PROTECTED("BillingCalendarLog", "BillingCalendarRegisters/Entry"),
            electricity_billing_registers),
      EACH},
     {GROUP("ESMEBillingPrepaymentDataLogEntry",
            PROTECTED("BillingCalendarLog", "BillingCalendarBalances/Entry"), electricity_prepayment),
      EACH});
ROWS(electricity_calendar_billing, {GROUP("Electricity", NULL, electricity_billings), KEPT});

PART(gas_billing_registers, {VALUE("Timestamp", "SnapshotTime", DATE_TIME)},
     {VALUE("ActiveImportRegisterValueConsumption", "CurrentSummation", CUBIC_METRES)},
     GAS_BLOCKS("BlockRegisterMatrixValue"), GAS_TIERS("TariffTOURegisterMatrixValue"));
PART(gas_billings,
     {GROUP("GSMEBillingDataLogEntry", "PublishSnapshot", gas_billing_registers), EACH, MOST(12)},
     {GROUP("GSMEBillingPrepaymentDataLogEntry", "PublishPrepaySnapshot", gas_prepayment), EACH, MOST(12)});
ROWS(gas_calendar_billing, {GROUP("Gas", NULL, gas_billings), KEPT});

PART(electricity_billing_alert_entry,
     {GROUP("ESMEBillingDataLogEntry", PROTECTED("BillingDataLog", "BillingDataLog/Entry"),
            electricity_billing_registers)});
ROWS(electricity_billing_alert, {GROUP("BillingDataLogDeviceAlert", NULL, electricity_billing_alert_entry)});
PART(gas_billing_alert_entry, {GROUP("GSMEBillingDataLogEntry", "PublishSnapshot", gas_billing_registers)});
ROWS(gas_billing_alert, {GROUP("BillingDataLogDeviceAlert", NULL, gas_billing_alert_entry)});

/* --- 4.4.4, 4.4.5 payments --- */

PART(electricity_payment, {VALUE("Amount", "Amount", INTEGER)}, {VALUE("Timestamp", "Timestamp", DATE_TIME)});
PART(electricity_debt_payments, {GROUP("LogEntry", "Entry", electricity_payment), EACH});
ROWS(electricity_debt_log,
     {GROUP("PaymentBasedDebtRepayment", "PaymentBasedDebtPayments", electricity_debt_payments)});
ROWS(electricity_credit_log, {GROUP("PrepaymentCredits", "PrepaymentCredits", electricity_debt_payments)});

PART(gas_debt_payment, {VALUE("Amount", "AmountCollected", INTEGER)},
     {VALUE("Timestamp", "CollectionTime", DATE_TIME)});
PART(gas_debt_payments,
     {GROUP("LogEntry", "PublishDebtLog/DebtLog/DebtPayment", gas_debt_payment), EACH, MOST(10)});
ROWS(gas_debt_log, {GROUP("PaymentBasedDebtRepayment", NULL, gas_debt_payments)});
PART(gas_top_up, {VALUE("Amount", "TopUpAmount", INTEGER)}, {VALUE("Timestamp", "TopUpTime", DATE_TIME)});
PART(gas_top_ups, {GROUP("LogEntry", "PublishTopUpLog/TopUpLog/TopUp", gas_top_up), EACH, MOST(5)});
ROWS(gas_credit_log, {GROUP("PrepaymentCredits", NULL, gas_top_ups)});

/* --- 4.6 daily reads --- */

PART(electricity_daily_registers, {VALUE("ElecActiveImportRegisterConsumption", "ActiveImport", INTEGER)},
     {VALUE("SecondaryActiveImportRegisterConsumption", "SecondaryActiveImport", INTEGER)},
     {SECONDARY_TOU_MATRIX}, {TOU_MATRIX}, ELECTRICITY_MATRICES);
PART(electricity_daily_read, {VALUE("Timestamp", "Timestamp", DATE_TIME)},
     {GROUP("Electricity", NULL, electricity_daily_registers), KEPT});
ROWS(electricity_daily_reads,
     {GROUP("LogEntry", PROTECTED("DailyReadLog", "DailyReadLog/Entry"), electricity_daily_read), EACH});

PART(gas_daily_registers, {VALUE("GasActiveImportRegisterConsumption", "CurrentSummation", CUBIC_METRES)},
     GAS_BLOCKS("TariffBlockCounterMatrix"), GAS_TIERS("TariffTOURegisterMatrix"));
PART(gas_daily_read, {VALUE("Timestamp", "SnapshotTime", DATE_TIME)},
     {GROUP("Gas", NULL, gas_daily_registers), KEPT});
ROWS(gas_daily_reads, {GROUP("LogEntry", "PublishSnapshot", gas_daily_read), EACH, MOST(31)});

PART(export_daily_read, {VALUE("ActiveExportRegisterValue", "ActiveExport", INTEGER)},
     {VALUE("TimeStamp", "Timestamp", DATE_TIME)});
ROWS(export_daily_reads, {GROUP("LogEntry", "DailyReadLogExport/Entry", export_daily_read), EACH});

/* --- 4.8 profiles --- */

PART(electricity_profile_values, {VALUE("PrimaryValue", "ActiveImport", INTEGER)},
     {VALUE("SecondaryValue", "SecondaryActiveImport", INTEGER)});
PART(electricity_profile_entry, {VALUE("Timestamp", "Timestamp", DATE_TIME)},
     {GROUP("Electricity", NULL, electricity_profile_values)});
ROWS(electricity_import_profile,
     {GROUP("LogEntry", PROTECTED("ProfileActiveImport", "ProfileActiveImport/Entry"),
            electricity_profile_entry),
      EACH});

PART(gas_profile_value, {VALUE("PrimaryValue", NULL, CUBIC_METRES)});
PART(gas_profile_entry, {VALUE("Timestamp", NULL, SAMPLE_TIME)}, {GROUP("Gas", NULL, gas_profile_value)});
PART(gas_profile_entries, {GROUP("LogEntry", "Samples/Sample", gas_profile_entry), EACH});
ROWS(gas_import_profile, {WITHIN("GetSampledDataResponse", gas_profile_entries), EACH});

PART(reactive_profile_entry, {VALUE("ReactiveEnergyImportedValue", "ReactiveImport", INTEGER)},
     {VALUE("Timestamp", "Timestamp", DATE_TIME)});
ROWS(reactive_import_profile,
     {GROUP("LogEntry", "ProfileReactiveImport/Entry", reactive_profile_entry), EACH});

PART(export_profile_entry, {VALUE("ActiveEnergyExportedValue", "ActiveExport", INTEGER)},
     {VALUE("ReactiveEnergyExportedValue", "ReactiveExport", INTEGER)},
     {VALUE("Timestamp", "Timestamp", DATE_TIME)});
ROWS(export_profile, {GROUP("LogEntry", "ProfileExport/Entry", export_profile_entry), EACH});

/* --- 4.10 network data --- */

PART(voltage_entry, {VALUE("Value", "Voltage", DECIMAL)}, {VALUE("Timestamp", "Timestamp", DATE_TIME)});
#define PHASE(n)                                                                                             \
    PART(over_voltage_##n,                                                                                   \
         {VALUE("Value", "Phase" #n "AverageRMSOverVoltageCounter", INTEGER),                                \
          .with = "Phase" #n "AverageRMSOverVoltageCounterScalerUnit/Scaler"},                               \
         {CONSTANT("Unit", "Phase" #n "AverageRMSOverVoltageCounter", "count")});                            \
    PART(under_voltage_##n,                                                                                  \
         {VALUE("Value", "Phase" #n "AverageRMSUnderVoltageCounter", INTEGER),                               \
          .with = "Phase" #n "AverageRMSUnderVoltageCounterScalerUnit/Scaler"},                              \
         {CONSTANT("Unit", "Phase" #n "AverageRMSUnderVoltageCounter", "count")});                           \
    PART(voltage_log_##n,                                                                                    \
         {GROUP("LogEntry", "Phase" #n "AverageRMSVoltageProfile/Entry", voltage_entry), EACH},              \
         {VALUE("MeasurementPeriod", "Phase" #n "AverageRMSVoltageMeasurementPeriod", INTEGER)});            \
    PART(voltage_##n, {GROUP("AvgRMSOverVoltageCounter", NULL, over_voltage_##n)},                           \
         {GROUP("AvgRMSUnderVoltageCounter", NULL, under_voltage_##n)},                                      \
         {GROUP("AvgRMSVoltageProfileDataLog", NULL, voltage_log_##n)});                                     \
    PART(phase_##n, {GROUP("VoltageOperationalData", NULL, voltage_##n)},                                    \
         {CONSTANT("Phase", "Phase" #n "AverageRMSOverVoltageCounter", #n)})
PHASE(1);
PHASE(2);
PHASE(3);
PART(single_phase, {GROUP("SinglePhaseESME", NULL, voltage_1)});
ROWS(single_phase_network_data, {GROUP("Electricity", NULL, single_phase), KEPT});
PART(phases, {GROUP("PhaseVoltageOperationalData", NULL, phase_1)},
     {GROUP("PhaseVoltageOperationalData", NULL, phase_2)},
     {GROUP("PhaseVoltageOperationalData", NULL, phase_3)});
PART(polyphase, {GROUP("PolyPhaseESME", NULL, phases)});
ROWS(polyphase_network_data, {GROUP("Electricity", NULL, polyphase), KEPT});

/* Also entries of 4.17. */
PART(gas_sample, {VALUE("Value", NULL, CUBIC_METRES)}, {VALUE("Timestamp", NULL, SAMPLE_TIME)});
PART(gas_samples, {GROUP("LogEntry", "Samples/Sample", gas_sample), EACH});
PART(gas_sampled_data, {WITHIN("GetSampledDataResponse", gas_samples), EACH});
PART(gas_network_log, {GROUP("NetworkDataLog", NULL, gas_sampled_data)});
ROWS(gas_network_data, {GROUP("Gas", NULL, gas_network_log), KEPT});

/* --- 4.14 daily prepayment values --- */

PART(electricity_prepayment_reads,
     {GROUP("LogEntry", PROTECTED("PrepaymentDailyReadLog", "PrepaymentDailyReadLog/Entry"),
            electricity_prepayment),
      EACH});
ROWS(electricity_prepayment_daily_reads, {GROUP("Electricity", NULL, electricity_prepayment_reads), KEPT});
PART(gas_prepayment_reads, {GROUP("LogEntry", "PublishPrepaySnapshot", gas_prepayment), EACH, MOST(31)});
ROWS(gas_prepayment_daily_reads, {GROUP("Gas", NULL, gas_prepayment_reads), KEPT});

/* --- 4.17 daily consumption --- */

PART(electricity_consumption, {VALUE("Value", "ActiveImport", INTEGER)},
     {VALUE("Timestamp", "Timestamp", DATE_TIME)});
PART(electricity_consumptions,
     {GROUP("LogEntry", PROTECTED("DailyConsumptionLog", "DailyConsumptionLog/Entry"),
            electricity_consumption),
      EACH});
ROWS(electricity_daily_consumption, {GROUP("Electricity", NULL, electricity_consumptions), KEPT});
ROWS(gas_daily_consumption, {GROUP("Gas", NULL, gas_sampled_data), KEPT});
