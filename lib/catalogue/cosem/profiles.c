/* Logs of consumption, bills and balances (devices.md 4.3). Those that are sensitive are read through a
 * reader that encrypts. */
#include "cosem/protection_internal.h"
#include "cosem/shared_internal.h"

ARRAY(tou_48, "TOU", cat_d_wh, 48, 48);
ARRAY(tou_4, "TOU", cat_d_wh, 4, 4);
ARRAY(tou_8, "TOU", cat_d_wh, 8, 8);

/* What the registers stood at; the optional columns are those of twin element meters. */
#define REGISTERS                                                                                            \
    OF("Timestamp", cat_d_log_time), OF("ActiveImport", cat_d_wh),                                           \
        OF_OPTIONAL("SecondaryActiveImport", cat_d_wh), OF("TariffTOURegisters", tou_48),                    \
        OF_OPTIONAL("SecondaryTariffTOURegisters", tou_4), OF("TariffBlock1Registers", tou_8),               \
        OF("TariffBlock2Registers", tou_8), OF("TariffBlock3Registers", tou_8),                              \
        OF("TariffBlock4Registers", tou_8)
#define BALANCES                                                                                             \
    OF("EmergencyCreditBalance", cat_d_money), OF("MeterBalance", cat_d_money),                              \
        OF("PaymentDebtRegister", cat_d_money), OF("TimeDebtRegister1", cat_d_money),                        \
        OF("TimeDebtRegister2", cat_d_money), OF("AccumulatedDebtRegister", cat_d_money)

LOG(billing_registers, 12, REGISTERS);
PROFILE(billing_calendar_registers, (0, 0, 98, 1, 0, 255), "BillingCalendarRegisters", ON_ESME,
        billing_registers);
LOG(billing_balances, 12, OF("Timestamp", cat_d_log_time), BALANCES);
PROFILE(billing_calendar_balances, (0, 0, 98, 1, 1, 255), "BillingCalendarBalances", ON_ESME,
        billing_balances);
SENSITIVE(asked_registers, 7, (0, 0, 98, 1, 0, 255), cat_d_date_time_range);
SENSITIVE(asked_balances, 7, (0, 0, 98, 1, 1, 255), cat_d_date_time_range);
ARRAY_OF_EACH(asked_billing, OF("Registers", asked_registers), OF("Balances", asked_balances));
STRUCT(billing_plain, OF("BillingCalendarRegisters", billing_registers),
       OF("BillingCalendarBalances", billing_balances));
PROTECTED_READ(billing_calendar_protected, (0, 0, 43, 2, 2, 255), "BillingCalendarLog", asked_billing,
               billing_plain);
LOG(billing_both, 12, REGISTERS, BALANCES);
PROFILE(billing_on_change, (0, 0, 98, 1, 2, 255), "BillingModeOrTariffChange", ON_ESME, billing_both);
PROTECTED_READ_OF(billing_on_change_protected, (0, 0, 43, 2, 3, 255), "BillingModeOrTariffChange", 7,
                  (0, 0, 98, 1, 2, 255), cat_d_date_time_range, billing_both);
/* The alert carries the newest entry, in the vectors without the balances. */
STRUCT(billing_alert, OF("BillingDataLog", billing_registers));
static const cat_field billing_alert_opened = OF("Attributes", billing_alert);
const cat_type cat_d_billing_alert = {
    .kind = CAT_D_PROTECTED, .fields = &billing_alert_opened, .n_fields = 1};

LOG(payments, 10, OF("Timestamp", cat_d_log_time), OF("Amount", cat_d_money_unsigned));
PROFILE(payment_based_debt_payments, (0, 0, 98, 1, 4, 255), "PaymentBasedDebtPayments", ON_ESME, payments);
LOG(credits, 5, OF("Timestamp", cat_d_log_time), OF("Amount", cat_d_money_unsigned));
PROFILE(prepayment_credits, (0, 0, 98, 1, 5, 255), "PrepaymentCredits", ON_ESME, credits);

LOG(daily_balances, 31, OF("Timestamp", cat_d_log_time), BALANCES);
PROFILE(prepayment_daily_read_log, (0, 0, 98, 1, 8, 255), "PrepaymentDailyReadLog", ON_ESME, daily_balances);
PROTECTED_READ_OF(prepayment_daily_read_log_protected, (0, 0, 43, 2, 6, 255), "PrepaymentDailyReadLog", 7,
                  (0, 0, 98, 1, 8, 255), cat_d_date_time_range, daily_balances);
LOG(daily_registers, 31, REGISTERS);
PROFILE(daily_read_log, (0, 0, 98, 1, 9, 255), "DailyReadLog", ON_ESME, daily_registers);
PROTECTED_READ_OF(daily_read_log_protected, (0, 0, 43, 2, 5, 255), "DailyReadLog", 7, (0, 0, 98, 1, 9, 255),
                  cat_d_date_time_range, daily_registers);
LOG(daily_export, 31, OF("Timestamp", cat_d_log_time), OF("ActiveExport", cat_d_wh));
PROFILE(daily_read_log_export, (0, 0, 98, 1, 10, 255), "DailyReadLogExport", ON_ESME, daily_export);

/* 13 months, 3 months, 3 months of half hours; 24 months of days. */
LOG(half_hours_import, 19056, OF("Timestamp", cat_d_log_time), OF("ActiveImport", cat_d_wh),
    OF_OPTIONAL("SecondaryActiveImport", cat_d_wh));
PROFILE(profile_active_import, (0, 0, 99, 1, 0, 255), "ProfileActiveImport", ON_ESME, half_hours_import);
PROTECTED_READ_OF(profile_active_import_protected, (0, 0, 43, 2, 7, 255), "ProfileActiveImport", 7,
                  (0, 0, 99, 1, 0, 255), cat_d_date_time_range, half_hours_import);
LOG(half_hours_export, 4464, OF("Timestamp", cat_d_log_time), OF("ActiveExport", cat_d_wh),
    OF("ReactiveExport", cat_d_varh));
PROFILE(profile_export, (0, 0, 99, 1, 1, 255), "ProfileExport", ON_ESME, half_hours_export);
LOG(half_hours_reactive, 4464, OF("Timestamp", cat_d_log_time), OF("ReactiveImport", cat_d_varh));
PROFILE(profile_reactive_import, (0, 0, 99, 1, 2, 255), "ProfileReactiveImport", ON_ESME,
        half_hours_reactive);
LOG(days, 731, OF("Timestamp", cat_d_log_time), OF("ActiveImport", cat_d_wh));
PROFILE(daily_consumption_log, (0, 0, 99, 1, 3, 255), "DailyConsumptionLog", ON_ESME, days);
PROTECTED_READ_OF(daily_consumption_log_protected, (0, 0, 43, 2, 4, 255), "DailyConsumptionLog", 7,
                  (0, 0, 99, 1, 3, 255), cat_d_date_time_range, days);
