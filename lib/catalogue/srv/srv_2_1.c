/* 2.1: Update Prepay Configuration. */
#include "srv/srv_internal.h"

#define CALENDAR "UpdatePrepayConfigElectricity/ElectricityNonDisablementCalendar/"
static const cat_mapping special_day[] = {
    {MAKE("Index", NULL, "position")},
    {MAKE("Date", "Date", "date")},
    {MAKE("DayId", NULL, "position")},
};
static const cat_mapping schedule[] = {
    {MAKE("Index", NULL, "position")},
    {NAMES("ScriptSelector", "NonDisablementScript", "START=32,STOP=33")},
    {COPY("SwitchTime", "ScheduleDatesAndTime/SwitchTime")},
    {MAKE("Weekdays", "DaysOfWeekApplicability", "weekdays")},
    {MAKE("SpecialDays", NULL, "special days"), .argument = "/" CALENDAR "ElectricitySpecialDays/SpecialDay"},
    {MAKE("BeginDate", "ScheduleDatesAndTime/StartDate", "date")},
    {MAKE("EndDate", "ScheduleDatesAndTime/EndDate", "date")},
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

#define CALENDAR_OF_THE_CLOCK                                                                                \
    {MAKE("IssuerEventId", NULL, "now")},                                                                    \
    {                                                                                                        \
        MAKE("IssuerCalendarId", NULL, "now")                                                                \
    }
static const cat_mapping gas_week[] = {
    CALENDAR_OF_THE_CLOCK,
    {COPY("WeekId", "WeekName")},
    {COPY("DayIdMonday", "ReferencedDayName[index=1]")},
    {COPY("DayIdTuesday", "ReferencedDayName[index=2]")},
    {COPY("DayIdWednesday", "ReferencedDayName[index=3]")},
    {COPY("DayIdThursday", "ReferencedDayName[index=4]")},
    {COPY("DayIdFriday", "ReferencedDayName[index=5]")},
    {COPY("DayIdSaturday", "ReferencedDayName[index=6]")},
    {COPY("DayIdSunday", "ReferencedDayName[index=7]")},
};
static const cat_mapping gas_season[] = {
    {MAKE("SeasonStartDate", "SeasonStartDate", "date")},
    {COPY("WeekId", "ReferencedWeekName")},
};
static const cat_mapping gas_special_day[] = {
    {MAKE("SpecialDayDate", "Date", "date")},
    {COPY("DayId", "ReferencedDayName")},
};
#define GAS          "UpdatePrepayConfigGas/"
#define GAS_CALENDAR GAS "GasNonDisablementCalendar/"
#define DAYS         GAS_CALENDAR "DayProfiles/GasNonDisablementDayProfile"
#define WEEKS        GAS_CALENDAR "WeekProfiles/WeekProfile"
#define SEASONS      GAS_CALENDAR "SeasonProfiles/Season"
#define SPECIAL_DAYS GAS_CALENDAR "SpecialDays/SpecialDay"
static const cat_mapping gas_action[] = {
    {MAKE("StartTime", "StartTime", "minutes")},
    {NAMES("TierOrFriendlyCredit", "NonDisablementAction", "START=1,STOP=0")},
};
static const cat_mapping gas_day[] = {
    CALENDAR_OF_THE_CLOCK,
    {COPY("DayId", "GasDayName")},
    {MAKE("TotalNumberOfScheduleEntries", NULL, "count"), .argument = "TimeStartAction"},
    {EACH("DaySchedule", "TimeStartAction", gas_action)},
};
static const cat_mapping gas[] = {
    {MAKE("*/IssuerEventId", NULL, "now")},
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
    {MAKE("*/IssuerCalendarId", NULL, "now")},
    {MAKE("PublishCalendar/StartTime", NULL, "activation"), .argument = "FFFFFFFE"},
    {CONSTANT("PublishCalendar/CalendarName", "")},
    {MAKE("PublishCalendar/NumberOfSeasons", NULL, "count"), .argument = SEASONS},
    {MAKE("PublishCalendar/NumberOfWeekProfiles", NULL, "count"), .argument = WEEKS},
    {MAKE("PublishCalendar/NumberOfDayProfiles", NULL, "count"), .argument = DAYS},
    {EACH("PublishDayProfile", DAYS, gas_day)},
    {EACH("PublishWeekProfile", WEEKS, gas_week)},
    {EACH("PublishSeasons/Seasons", SEASONS, gas_season)},
    {MAKE("PublishSpecialDays/StartTime", NULL, "activation"), .argument = "FFFFFFFE"},
    {MAKE("PublishSpecialDays/TotalNumberOfSpecialDays", NULL, "count"), .argument = SPECIAL_DAYS},
    {EACH("PublishSpecialDays/SpecialDays", SPECIAL_DAYS, gas_special_day)},
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
