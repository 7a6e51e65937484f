/* 4.1 to 4.3, 4.12, 4.16, 4.18: registers as they stand. */
#include "mmc/mmc_internal.h"

/* --- 4.1.1 import --- */

PART(active_import,
     {VALUE("Value", "ActiveImportRegister", INTEGER), .with = "ActiveImportScalerUnit/Scaler"},
     {CONSTANT("ActiveEnergyUnit", "ActiveImportRegister", "Wh")});
PART(reactive_import,
     {VALUE("Value", "ReactiveImportRegister", INTEGER), .with = "ReactiveImportScalerUnit/Scaler"},
     {CONSTANT("ReactiveEnergyUnit", "ReactiveImportRegister", "varh")});
PART(secondary_import,
     {VALUE("Value", "SecondaryActiveImportRegister", INTEGER), .with = "ActiveImportScalerUnit/Scaler"},
     {CONSTANT("ActiveEnergyUnit", "SecondaryActiveImportRegister", "Wh")});
PART(import_registers, {GROUP("ActiveImportRegister", NULL, active_import)},
     {GROUP("ReactiveImportRegister", NULL, reactive_import)},
     {GROUP("SecondaryActiveImportRegister", NULL, secondary_import)});
ROWS(electricity_import_registers,
     {GROUP("Electricity", PROTECTED("ImportRegisterCollection", "ImportRegisterCollection"),
            import_registers),
      KEPT});

#define VOLUME(element_, from_) VALUE(element_, from_, QUOTIENT), .with = "Multiplier", .over = "Divisor"
PART(gas_volume, {VOLUME("Value", "CurrentSummationDelivered")},
     {CONSTANT("Unit", "CurrentSummationDelivered", "m3"), .with = "Multiplier", .over = "Divisor"});
PART(gas_import, {GROUP("ConsumptionRegister", NULL, gas_volume)});
ROWS(gas_import_register, {GROUP("Gas", "ReadAttributesResponse", gas_import), KEPT});

/* --- 4.1.2 to 4.1.4 tariff registers --- */

PART(tou_registers, {VALUE("TOUPrimaryRegisterValue", "TariffTOURegisters/TOU", INTEGER), EACH, INDEXED},
     {VALUE("TOUSecondRegisterValue", "SecondaryTariffTOURegisters/TOU", INTEGER), EACH, INDEXED});
PART(tou_collection,
     {GROUP("TariffTOURegisterCollection",
            PROTECTED("TariffTOURegisterCollection", "TariffTOURegisterCollection"), tou_registers)});
ROWS(electricity_tou_registers, {GROUP("Electricity", NULL, tou_collection), KEPT});

#define TIER(n) VOLUME("TOURegisterMatrixValue", "CurrentTier" #n "SummationDelivered"), NUMBERED(n)
PART(gas_tiers, {TIER(1)}, {TIER(2)}, {TIER(3)}, {TIER(4)});
PART(gas_tou, {GROUP("TariffTOURegisterMatrix", "ReadAttributesResponse", gas_tiers)});
ROWS(gas_tou_registers, {GROUP("Gas", NULL, gas_tou), KEPT});

PART(block_registers, {VALUE("TariffBlock", NULL, BLOCK_REGISTERS)});
ROWS(electricity_block_registers,
     {GROUP("TariffBlockTOURegisterCollection",
            PROTECTED("TariffBlockTOURegisterCollection",
                      "TariffBlockTOURegisterCollection/TariffBlockRegistersAndCounters"),
            block_registers)});

#define BLOCK(n) VOLUME("TariffBlockCounterValue", "CurrentNoTierBlock" #n "SummationDelivered"), NUMBERED(n)
PART(gas_blocks, {BLOCK(1)}, {BLOCK(2)}, {BLOCK(3)}, {BLOCK(4)});
ROWS(gas_block_counters, {GROUP("ImportBlockCounters", "ReadAttributesResponse", gas_blocks)});

/* --- 4.2 export --- */

PART(active_export,
     {VALUE("Value", "ActiveExportRegister", INTEGER), .with = "ActiveExportRegisterScalerUnit/Scaler"},
     {CONSTANT("ActiveEnergyUnit", "ActiveExportRegister", "Wh")});
PART(reactive_export,
     {VALUE("Value", "ReactiveExportRegister", INTEGER), .with = "ReactiveExportRegisterScalerUnit/Scaler"},
     {CONSTANT("ReactiveEnergyUnit", "ReactiveExportRegister", "varh")});
ROWS(export_registers, {GROUP("ActiveExportRegister", NULL, active_export)},
     {GROUP("ReactiveExportRegister", NULL, reactive_export)});

/* --- 4.3, 4.18 prepayment --- */

PART(balances, {VALUE("EmergencyCreditBalance", "EmergencyCreditBalance", INTEGER)},
     {VALUE("AccumulatedDebtRegister", "AccumulatedDebtRegister", INTEGER)},
     {VALUE("PaymentDebtRegister", "PaymentDebtRegister", INTEGER)},
     {VALUE("TimeDebtRegister1", "TimeDebtRegister1", INTEGER)},
     {VALUE("TimeDebtRegister2", "TimeDebtRegister2", INTEGER)},
     {VALUE("MeterBalance", "MeterBalance", INTEGER)});
ROWS(electricity_prepayment_values,
     {WITHIN(PROTECTED("PrepaymentBalances", "PrepaymentBalances"), balances)});

#define ATTRIBUTE "ReadAttributesResponse/"
ROWS(gas_prepayment_values, {VALUE("EmergencyCreditBalance", ATTRIBUTE "EmergencyCreditRemaining", INTEGER)},
     {VALUE("AccumulatedDebtRegister", ATTRIBUTE "AccumulatedDebt", INTEGER)},
     {VALUE("PaymentDebtRegister", ATTRIBUTE "DebtAmount3", INTEGER)},
     {VALUE("TimeDebtRegister1", ATTRIBUTE "DebtAmount1", INTEGER)},
     {VALUE("TimeDebtRegister2", ATTRIBUTE "DebtAmount2", INTEGER)},
     {VALUE("MeterBalance", ATTRIBUTE "CreditRemaining", INTEGER)});

ROWS(electricity_balance, {VALUE("MeterBalance", "MeterBalance", INTEGER)});

PART(gas_prepayment_balance, {VALUE("MeterBalancePrepaymentMode", ATTRIBUTE "CreditRemaining", INTEGER)});
ROWS(gas_balance, {VALUE("MeterBalance", ATTRIBUTE "BillToDateDelivered", INTEGER)},
     {GROUP("Gas", NULL, gas_prepayment_balance)});

/* --- 4.12 maximum demand --- */

#define DEMAND(register_)                                                                                    \
    {VALUE("Value", register_, INTEGER), .with = register_ "ScalerUnit/Scaler"},                             \
        {VALUE("CaptureTime", register_ "CaptureTime", DATE_TIME)},                                          \
    {                                                                                                        \
        VALUE("LastResetDateTime", register_ "LastReset", DATE_TIME)                                         \
    }
PART(configurable_demand, DEMAND("MaximumDemandConfigurableTimeActivePowerImport"));
PART(import_demand, DEMAND("MaximumDemandActivePowerImport"));
PART(export_demand, DEMAND("MaximumDemandActivePowerExport"));
/* The first entry begins the period, the second ends it. */
PART(demand_period, {VALUE("StartTime", "Entry/SwitchTime", TIME)},
     {VALUE("EndTime", "Entry[1]/SwitchTime", TIME)});
ROWS(import_maximum_demand, {GROUP("MaxDemandConfigurableTimeActivePowerImport", NULL, configurable_demand)},
     {GROUP("MaxDemandActiveEnergyImport", NULL, import_demand)},
     {GROUP("MaxDemandConfigurableTimePeriod", "MaximumDemandConfigurableTimePeriod", demand_period)});
ROWS(export_maximum_demand, {GROUP("MaxDemandActiveEnergyExport", NULL, export_demand)});

/* --- 4.16 power --- */

PART(power, {VALUE("Value", "ActivePowerImport", INTEGER), .with = "ActivePowerImportScalerUnit/Scaler"},
     {CONSTANT("Unit", "ActivePowerImport", "W")});
PART(powers, {GROUP("ActivePowerImport", NULL, power)},
     {VALUE("PrimaryActivePowerImportValue", "PrimaryActivePowerImport", INTEGER),
      .with = "ActivePowerImportScalerUnit/Scaler"});
ROWS(active_power_import, {WITHIN("PowerImportCollection", powers)});
