/* 1.5 to 1.7 and 2.1 to 2.5: balance, payment mode, prepayment, debt. */
#include "duis/duis_internal.h"

static SEQUENCE(gas_season_non_disablement, ONE(PARTS("SeasonStartDate", cat_x_gas_date_with_wildcards)),
                ONE(TEXT("ReferencedWeekName", cat_x_gas_week_name)));
static SEQUENCE(gas_seasons_non_disablement, REPEATED(1, 3, PARTS("Season", gas_season_non_disablement)));
static INTEGER(gas_day_name_non_disablement, "GasDayNameNonDisablement", "1", "5");
static SEQUENCE(gas_week_profile_non_disablement, ONE(TEXT("WeekName", cat_x_gas_week_name)),
                REPEATED(7, 7,
                         TEXT("ReferencedDayName", gas_day_name_non_disablement, INDEX(cat_x_range_1_7))));
static SEQUENCE(gas_week_profiles_non_disablement,
                REPEATED(1, 2, PARTS("WeekProfile", gas_week_profile_non_disablement)));
static SEQUENCE(gas_special_day_non_disablement, ONE(PARTS("Date", cat_x_gas_date_with_wildcards)),
                ONE(TEXT("ReferencedDayName", gas_day_name_non_disablement)));
static SEQUENCE(gas_special_days_non_disablement,
                REPEATED(0, 20, PARTS("SpecialDay", gas_special_day_non_disablement)));
static SEQUENCE(elec_special_day_prepayment, ONE(PARTS("Date", cat_x_wildcard_date)));
static SEQUENCE(elec_special_days_prepayment,
                REPEATED(0, 20, PARTS("SpecialDay", elec_special_day_prepayment, INDEX(cat_x_range_1_20))));
static SEQUENCE(special_day_applicability, ONE(TEXT("SpecialDayID", cat_x_range_1_20)));
static SEQUENCE(special_days_applicability,
                REPEATED(0, 20, PARTS("SpecialDayApplicability", special_day_applicability)));
static SEQUENCE(schedule_dates_and_time_without_wildcards, ONE(TEXT("SwitchTime", cat_x_time)),
                ONE(TEXT("StartDate", cat_x_date)), ONE(TEXT("EndDate", cat_x_date)));
static ENUM(non_disablement_script, "NonDisablementScript", "START", "STOP");
static SEQUENCE(electricity_non_disablement_schedule,
                ONE(TEXT("NonDisablementScript", non_disablement_script)),
                ONE(PARTS("SpecialDaysApplicability", special_days_applicability)),
                ONE(PARTS("DaysOfWeekApplicability", cat_x_days_of_week)),
                ONE(PARTS("ScheduleDatesAndTime", schedule_dates_and_time_without_wildcards)));
static SEQUENCE(electricity_non_disablement_calendar,
                ONE(PARTS("ElectricitySpecialDays", elec_special_days_prepayment)),
                REPEATED(1, 22,
                         PARTS("ElectricityNonDisablementSchedule", electricity_non_disablement_schedule)));
static SEQUENCE(update_prepay_config_elec, ONE(TEXT("DebtRecoveryRateCap", cat_x_unsigned_short)),
                ONE(TEXT("EmergencyCreditLimit", cat_x_int)),
                ONE(TEXT("EmergencyCreditThreshold", cat_x_int)), ONE(TEXT("LowCreditThreshold", cat_x_int)),
                ONE(PARTS("ElectricityNonDisablementCalendar", electricity_non_disablement_calendar)),
                ONE(TEXT("MaxMeterBalance", cat_x_int)), ONE(TEXT("MaxCreditThreshold", cat_x_int)));
static SEQUENCE(gas_non_disablement_time_start_action, ONE(TEXT("StartTime", cat_x_time)),
                ONE(TEXT("NonDisablementAction", non_disablement_script)));
static SEQUENCE(gas_non_disablement_day_profile,
                REPEATED(1, 3, PARTS("TimeStartAction", gas_non_disablement_time_start_action)),
                ONE(TEXT("GasDayName", gas_day_name_non_disablement)));
static SEQUENCE(gas_non_disablement_day_profiles,
                REPEATED(1, 5, PARTS("GasNonDisablementDayProfile", gas_non_disablement_day_profile)));
static SEQUENCE(gas_non_disablement_calendar, ONE(PARTS("DayProfiles", gas_non_disablement_day_profiles)),
                ONE(PARTS("WeekProfiles", gas_week_profiles_non_disablement)),
                ONE(PARTS("SeasonProfiles", gas_seasons_non_disablement)),
                ONE(PARTS("SpecialDays", gas_special_days_non_disablement)));
static SEQUENCE(update_prepay_config_gas, ONE(TEXT("DebtRecoveryRateCap", cat_x_int)),
                ONE(TEXT("EmergencyCreditLimit", cat_x_unsigned_int)),
                ONE(TEXT("EmergencyCreditThreshold", cat_x_unsigned_int)),
                ONE(TEXT("LowCreditThreshold", cat_x_unsigned_int)),
                ONE(PARTS("GasNonDisablementCalendar", gas_non_disablement_calendar)),
                ONE(TEXT("MaxMeterBalance", cat_x_unsigned_int)),
                ONE(TEXT("MaxCreditThreshold", cat_x_unsigned_int)));
SEQUENCE(cat_x_update_prepay_configuration, FUTURE_DATED,
         EITHER(ONE(PARTS("UpdatePrepayConfigElectricity", update_prepay_config_elec)),
                ONE(PARTS("UpdatePrepayConfigGas", update_prepay_config_gas))));

SEQUENCE(cat_x_top_up_device, ONE(TEXT("UTRN", cat_x_utrn)));

static ENUM(debt_recovery_rate_period, "DebtRecoveryRatePeriod", "HOURLY", "DAILY");
static SEQUENCE(elec_debt_recovery, ONE(TEXT("DebtRecoveryRate", cat_x_short)),
                ONE(TEXT("DebtRecoveryRatePriceScale", cat_x_price_scale)),
                ONE(TEXT("DebtRecoveryRatePeriod", debt_recovery_rate_period)));
static SEQUENCE(gas_debt_recovery, ONE(TEXT("DebtRecoveryRate", cat_x_int)),
                ONE(TEXT("DebtRecoveryRatePeriod", debt_recovery_rate_period)));
static UNSIGNED(debt_recovery_per_payment, "DebtRecoveryPerPayment", "0", "10000");
SEQUENCE(cat_x_update_debt, ONE(TEXT("TimeDebtRegister1", cat_x_int)),
         ONE(TEXT("TimeDebtRegister2", cat_x_int)), ONE(TEXT("PaymentDebtRegister", cat_x_int)),
         ONE(TEXT("DebtRecoveryPerPayment", debt_recovery_per_payment)),
         EITHER(TOGETHER(ONE(PARTS("ElecDebtRecovery1", elec_debt_recovery)),
                         ONE(PARTS("ElecDebtRecovery2", elec_debt_recovery))),
                TOGETHER(ONE(PARTS("GasDebtRecovery1", gas_debt_recovery)),
                         ONE(PARTS("GasDebtRecovery2", gas_debt_recovery)))));

static CHOICE(adjust_or_reset, ONE(TEXT("AdjustMeterBalance", cat_x_int)), ONE(EMPTY("ResetMeterBalance")));
CHOICE(cat_x_update_meter_balance, ONE(PARTS("PrepaymentMode", adjust_or_reset)),
       ONE(PARTS("CreditMode", adjust_or_reset)));

static SEQUENCE(update_payment_mode_prepayment, ONE(TEXT("SuspendDebtDisabled", cat_x_boolean)),
                ONE(TEXT("SuspendDebtEmergency", cat_x_boolean)),
                ONE(TEXT("DisablementThreshold", cat_x_int)));
SEQUENCE(cat_x_update_payment_mode, FUTURE_DATED,
         EITHER(ONE(EMPTY("Credit")), ONE(PARTS("Prepayment", update_payment_mode_prepayment))));
