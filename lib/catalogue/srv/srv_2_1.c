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

static const cat_target targets[] = {
    {USE(ECS08a), .devices = CAT_DEVICE_ESME, SINCE(GBCS_2_DUAL_BAND), MAPPED(electricity)},
    {USE(ECS08), .devices = CAT_DEVICE_ESME, BEFORE(GBCS_2_DUAL_BAND), MAPPED(electricity)},
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
