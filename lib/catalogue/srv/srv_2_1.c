/* 2.1: Update Prepay Configuration. */
#include "srv/schedule_internal.h"
#include "srv/tariff_internal.h"

#define CALENDAR "UpdatePrepayConfigElectricity/ElectricityNonDisablementCalendar/"
static const cat_mapping special_day[] = {NUMBERED_DAY("Date")};
static const cat_mapping schedule[] = {
    {NAMES("ScriptSelector", "NonDisablementScript", "START=32,STOP=33")},
    RUNS_AT("ScheduleDatesAndTime", "/" CALENDAR "ElectricitySpecialDays/SpecialDay"),
};
static const cat_mapping electricity[] = {
    {EACH("NonDisablementCalendarSpecialDaysNext", CALENDAR "ElectricitySpecialDays/SpecialDay",
          special_day)},
    /* The older use case writes the value at once. */
    {COPY("MaxMeterBalance", "UpdatePrepayConfigElectricity/MaxMeterBalance")},
    {COPY("MaxMeterBalanceNext", "UpdatePrepayConfigElectricity/MaxMeterBalance")},
    {COPY("MaximumCreditThresholdNext", "UpdatePrepayConfigElectricity/MaxCreditThreshold")},
    {EACH("NonDisablementCalendarNext", CALENDAR "ElectricityNonDisablementSchedule", schedule)},
    {COPY("DebtRecoveryRateCapNext", "UpdatePrepayConfigElectricity/DebtRecoveryRateCap")},
    /* A week. */
    {CONSTANT("DebtRecoveryRateCapPeriodNext", "604800")},
    {COPY("LowCreditThresholdNext", "UpdatePrepayConfigElectricity/LowCreditThreshold")},
    {COPY("EmergencyCreditLimitNext", "UpdatePrepayConfigElectricity/EmergencyCreditLimit")},
    {COPY("EmergencyCreditThresholdNext", "UpdatePrepayConfigElectricity/EmergencyCreditThreshold")},
};

#define GAS          "UpdatePrepayConfigGas/"
#define GAS_PROFILES GAS "GasNonDisablementCalendar/"
static const cat_mapping gas_action[] = {
    {MAKE("StartTime", "StartTime", "minutes")},
    {NAMES("TierOrFriendlyCredit", "NonDisablementAction", "START=1,STOP=0")},
};
static const cat_mapping gas_day[] = {
    NUMBERED_BY_CLOCK,
    {COPY("DayId", "GasDayName")},
    {MAKE("TotalNumberOfScheduleEntries", NULL, "count"), .argument = "TimeStartAction"},
    {EACH("DaySchedule", "TimeStartAction", gas_action)},
};
static const cat_mapping gas[] = {
    {MAKE("EmergencyCreditSetup/StartTime", NULL, "activation")},
    {COPY("EmergencyCreditSetup/EmergencyCreditLimit", GAS "EmergencyCreditLimit")},
    {COPY("EmergencyCreditSetup/EmergencyCreditThreshold", GAS "EmergencyCreditThreshold")},
    {MAKE("SetOverallDebtCap/ImplementationDateTime", NULL, "activation")},
    {COPY("SetOverallDebtCap/OverallDebtCap", GAS "DebtRecoveryRateCap")},
    {MAKE("SetLowCreditWarningLevel/FromDateTime", NULL, "activation")},
    {COPY("SetLowCreditWarningLevel/LowCreditWarningLevel", GAS "LowCreditThreshold")},
    {MAKE("SetMaximumCreditLimit/ImplementationDateTime", NULL, "activation")},
    {COPY("SetMaximumCreditLimit/MaximumCreditLevel", GAS "MaxMeterBalance")},
    {COPY("SetMaximumCreditLimit/MaximumCreditPerTopUp", GAS "MaxCreditThreshold")},
    GAS_CALENDAR(GAS_PROFILES "DayProfiles/GasNonDisablementDayProfile", gas_day,
                 GAS_PROFILES "WeekProfiles/WeekProfile", GAS_PROFILES "SeasonProfiles/Season",
                 GAS_PROFILES "SpecialDays/SpecialDay"),
};

static const cat_target targets[] = {
    {USE(ECS08a), .devices = CAT_DEVICE_ESME, SINCE(GBCS_2_DUAL_BAND), MAPPED(electricity)},
    {USE(ECS08), .devices = CAT_DEVICE_ESME, BEFORE(GBCS_2_DUAL_BAND), MAPPED(electricity)},
    {USE(GCS05), .devices = CAT_DEVICE_GSME, MAPPED(gas)},
};

const cat_service_request cat_srv_2_1 = {
    .srv = "2.1",
    .reference = "2.1",
    .name = "Update Prepay Configuration",
    .body = "UpdatePrepayConfiguration",
    .critical = true,
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DEVICE,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
