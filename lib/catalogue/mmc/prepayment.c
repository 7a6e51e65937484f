/* 2.2, 4.13, 6.2.9: prepayment configuration. */
#include "mmc/mmc_internal.h"

NAMES(recovery_period, {3600, "HOURLY"}, {86400, "DAILY"});
NAMES(gas_recovery_period, {0, "HOURLY"}, {1, "DAILY"});
NAMES(payment_mode, {1, "Credit"}, {2, "Prepayment"});
/* Scripts of the calendar, and values of a friendly credit calendar. */
NAMES(non_disablement_script, {32, "START"}, {33, "STOP"});
NAMES(friendly_credit, {0, "STOP"}, {1, "START"});
/* Bits of the payment control configuration. */
NAMES(gas_payment_mode, {0x2, "Prepayment"}, {0, "Credit"});
enum { DEBT_HALTED_WHEN_EXHAUSTED = 0x400, DEBT_COLLECTED_IN_EMERGENCY_CREDIT = 0x800 };

/* --- 2.2: a token that a meter refuses --- */

ROWS(gas_top_up, {VALUE(NULL, "ConsumerTopUpResponse/ResultType", ERROR)});

/* --- electricity, 4.13 --- */

PART(special_day, {VALUE("SpecialDay", "SpecialDay/Date", DATE), EACH, INDEXED});
PART(schedule_dates, {VALUE("SwitchTime", "SwitchTime", TIME)}, {VALUE("StartDate", "BeginDate", PLAIN_DATE)},
     {VALUE("EndDate", "EndDate", PLAIN_DATE)});
PART(special_days_of_schedule, {VALUE("SpecialDayApplicability", "SpecialDays", SPECIAL_DAYS)});
PART(weekdays_of_schedule, {VALUE("DayOfWeekApplicability", "Weekdays", WEEKDAYS)});
PART(schedule, {NAMED("NonDisablementScript", "ScriptSelector", non_disablement_script)},
     {GROUP("SpecialDaysApplicability", NULL, special_days_of_schedule)},
     {GROUP("DaysOfWeekApplicability", NULL, weekdays_of_schedule)},
     {GROUP("ScheduleDatesAndTime", NULL, schedule_dates)});
PART(calendar, {GROUP("ElectricitySpecialDays", "NonDisablementCalendarSpecialDays", special_day)},
     {GROUP("ElectricityNonDisablementSchedule", "NonDisablementCalendar/Entry", schedule), EACH});
#define RECOVERY(n)                                                                                          \
    PART(recovery_##n,                                                                                       \
         {VALUE("DebtRecoveryRate", "DebtRecoveryRate" #n "/ChargeTable/Charge/ChargePerUnit", INTEGER)},    \
         {VALUE("DebtRecoveryRatePriceScale", "DebtRecoveryRate" #n "/ChargePerUnitScaling/PriceScale",      \
                INTEGER)},                                                                                   \
         {NAMED("DebtRecoveryRatePeriod", "DebtRecoveryRate" #n "Period", recovery_period)})
RECOVERY(1);
RECOVERY(2);
PART(electricity, {GROUP("NonDisablementCalendar", NULL, calendar)},
     {GROUP("DebtRecovery1", NULL, recovery_1)}, {GROUP("DebtRecovery2", NULL, recovery_2)});
ROWS(electricity_prepayment_configuration,
     {VALUE("DebtRecoveryPerPayment", "DebtRecoveryPerPayment", INTEGER)},
     {VALUE("DebtRecoveryRateCap", "DebtRecoveryRateCap", INTEGER)},
     {VALUE("DisablementThreshold", "DisablementThreshold/Threshold", INTEGER)},
     {VALUE("EmergencyCreditLimit", "EmergencyCreditLimit", INTEGER)},
     {VALUE("EmergencyCreditThreshold", "EmergencyCreditThreshold", INTEGER)},
     {VALUE("LowCreditThreshold", "LowCreditThreshold", INTEGER)},
     {VALUE("CreditMaxCreditThreshold", "MaximumCreditThreshold", INTEGER)},
     {VALUE("MaxCreditMaxMeterBalance", "MaxMeterBalance", INTEGER)},
     {VALUE("SuspendDebtDisabled", "CreditChargeConfiguration", SUSPENDED_DISABLED)},
     {VALUE("SuspendDebtEmergency", "CreditChargeConfiguration", SUSPENDED_EMERGENCY)},
     {GROUP("Electricity", NULL, electricity)});

/* --- gas, 4.13 --- */

#define ATTRIBUTE "ReadAttributesResponse/"
PART(gas_action, {VALUE("StartTime", "StartTime", MINUTES)},
     {NAMED("NonDisablementAction", "TierOrFriendlyCredit", friendly_credit)});
PART(gas_day, {GROUP("TimeStartAction", "DaySchedule/ScheduleEntry", gas_action), EACH, MOST(3), INDEXED},
     {VALUE("GasDayName", "DayId", INTEGER), BETWEEN(1, 5)});
PART(gas_days, {GROUP("GasNonDisablementDayProfile", "PublishDayProfile", gas_day), EACH, MOST(5)});
#define DAY_OF(from_, n) VALUE("ReferencedDayName", from_, INTEGER), BETWEEN(1, 5), NUMBERED(n)
PART(gas_week, {VALUE("WeekName", "WeekId", INTEGER), BETWEEN(1, 2)}, {DAY_OF("DayIdMonday", 1)},
     {DAY_OF("DayIdTuesday", 2)}, {DAY_OF("DayIdWednesday", 3)}, {DAY_OF("DayIdThursday", 4)},
     {DAY_OF("DayIdFriday", 5)}, {DAY_OF("DayIdSaturday", 6)}, {DAY_OF("DayIdSunday", 7)});
PART(gas_weeks, {GROUP("WeekProfile", "PublishWeekProfile", gas_week), EACH, MOST(2)});
PART(gas_season, {VALUE("SeasonStartDate", "SeasonStartDate", GAS_DATE)},
     {VALUE("ReferencedWeekName", "WeekId", INTEGER), BETWEEN(1, 2)});
PART(gas_seasons, {GROUP("Season", "PublishSeasons/Seasons/Season", gas_season), EACH, MOST(3)});
PART(gas_special_day, {VALUE("Date", "SpecialDayDate", GAS_DATE)},
     {VALUE("ReferencedDayName", "DayId", INTEGER), BETWEEN(1, 5)});
PART(gas_special_days,
     {GROUP("SpecialDay", "PublishSpecialDays/SpecialDays/SpecialDay", gas_special_day), EACH, MOST(20)});
PART(gas_calendar, {GROUP("DayProfiles", NULL, gas_days)}, {GROUP("WeekProfiles", NULL, gas_weeks)},
     {GROUP("SeasonProfiles", NULL, gas_seasons)}, {GROUP("SpecialDays", NULL, gas_special_days)});
#define GAS_RECOVERY(n)                                                                                      \
    PART(gas_recovery_##n, {VALUE("DebtRecoveryRate", ATTRIBUTE "DebtRecoveryAmount" #n, INTEGER)},          \
         {NAMED("DebtRecoveryRatePeriod", ATTRIBUTE "DebtRecoveryFrequency" #n, gas_recovery_period)})
GAS_RECOVERY(1);
GAS_RECOVERY(2);
PART(gas, {GROUP("NonDisablementCalendar", NULL, gas_calendar)},
     {GROUP("DebtRecovery1", NULL, gas_recovery_1)}, {GROUP("DebtRecovery2", NULL, gas_recovery_2)});
ROWS(gas_prepayment_configuration,
     {VALUE("DebtRecoveryPerPayment", ATTRIBUTE "DebtRecoveryTopUpPercentage3", INTEGER)},
     {VALUE("DebtRecoveryRateCap", ATTRIBUTE "OverallDebtCap", INTEGER)},
     {VALUE("DisablementThreshold", ATTRIBUTE "CutOffValue", INTEGER)},
     {VALUE("EmergencyCreditLimit", ATTRIBUTE "EmergencyCreditLimit", INTEGER)},
     {VALUE("EmergencyCreditThreshold", ATTRIBUTE "EmergencyCreditThreshold", INTEGER)},
     {VALUE("LowCreditThreshold", ATTRIBUTE "LowCreditWarning", INTEGER)},
     {VALUE("CreditMaxCreditThreshold", ATTRIBUTE "MaxCreditPerTopUp", INTEGER)},
     {VALUE("MaxCreditMaxMeterBalance", ATTRIBUTE "MaxCreditLimit", INTEGER)}, {GROUP("Gas", NULL, gas)});

/* --- 6.2.9 --- */

ROWS(electricity_payment_mode, {NAMED("PaymentMode", "AccountModeAndStatus/PaymentMode", payment_mode)},
     {VALUE("SuspendDebtEmergency", "CreditChargeConfiguration", SUSPENDED_EMERGENCY)},
     {VALUE("SuspendDebtDisabled", "CreditChargeConfiguration", SUSPENDED_DISABLED)});
#define CONTROL ATTRIBUTE "PaymentControlConfiguration"
ROWS(gas_payment_mode_read, {VALUE("PaymentMode", CONTROL, BIT_NAME), .names = &gas_payment_mode},
     {VALUE("SuspendDebtEmergency", CONTROL, BIT_CLEAR), .low = DEBT_COLLECTED_IN_EMERGENCY_CREDIT},
     {VALUE("SuspendDebtDisabled", CONTROL, BIT_SET), .low = DEBT_HALTED_WHEN_EXHAUSTED});
