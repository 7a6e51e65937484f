/* Payment mode, account, credits, debts, top-ups (SMETS2 5.7.4.11 to 17, 23, 25, 27, 31, 45, 46;
 * devices.md 4.5). */
#include "cosem/charge_internal.h"
#include "cosem/protection_internal.h"

/* --- account: class 111 --- */

ENUM(payment_mode, {1, "Credit"}, {2, "Prepayment"});
static const cat_name account_states[] = {{1, "New"}, {2, "Active"}, {3, "Closed"}};
static const cat_type account_active = {
    .kind = CAT_D_ENUM, .names = CAT_NAMES(account_states), .has_fixed_value = true, .fixed_value = 2};
static const cat_type account_new = {
    .kind = CAT_D_ENUM, .names = CAT_NAMES(account_states), .has_fixed_value = true, .fixed_value = 1};
STRUCT(mode, OF("PaymentMode", payment_mode), OF("AccountStatus", account_active));
STRUCT(mode_next, OF("PaymentMode", payment_mode), OF("AccountStatus", account_new));

/* Which credit pays which charge. Bits of the last: collect when supply is enabled, in emergency credit,
 * while supply is disconnected. */
BITS(collection, 3, 3);
STRUCT(configuration_row, OF("CreditReference", cat_d_obis), OF("ChargeReference", cat_d_obis),
       OF("CollectionConfiguration", collection));
ARRAY(configuration, "Element", configuration_row, 0, 15);
/* Whole currency units. */
static const cat_type rate_cap = {.kind = CAT_D_U16};
static const cat_type rate_cap_period = {.kind = CAT_D_I32, .unit = "s"};

OBJECT(account, 111, (0, 0, 19, 0, 0, 255), "Account", ON_ESME,
       ATTRIBUTE(2, "account_mode_and_status", "AccountModeAndStatus", mode),
       ATTRIBUTE(11, "credit_charge_configuration", "CreditChargeConfiguration", configuration),
       ATTRIBUTE(16, "low_credit_threshold", "LowCreditThreshold", cat_d_money),
       ATTRIBUTE(18, "max_provision", "DebtRecoveryRateCap", rate_cap),
       ATTRIBUTE(19, "max_provision_period", "DebtRecoveryRateCapPeriod", rate_cap_period));
OBJECT(account_next, 111, (0, 1, 19, 0, 0, 255), "AccountNext", ON_ESME,
       ATTRIBUTE(2, "account_mode_and_status", "AccountModeAndStatusNext", mode_next),
       ATTRIBUTE(11, "credit_charge_configuration", "CreditChargeConfigurationNext", configuration),
       ATTRIBUTE(13, "account_activation_time", "AccountActivateNextDateTime", cat_d_activation_time));

/* --- credits: class 112 --- */

FIXED(zero_balance, CAT_D_I32, 0);
OBJECT(meter_balance, 112, (0, 0, 19, 10, 0, 255), "MeterBalance", ON_ESME,
       ATTRIBUTE(2, "current_credit_amount", "MeterBalance", cat_d_money),
       METHOD(1, "update_amount", "AdjustMeterBalance", cat_d_money),
       METHOD(2, "set_amount_to_value", "ResetMeterBalance", zero_balance));
OBJECT(emergency_credit, 112, (0, 0, 19, 10, 1, 255), "EmergencyCredit", ON_ESME,
       ATTRIBUTE(9, "preset_credit_amount", "EmergencyCreditLimit", cat_d_money),
       ATTRIBUTE(10, "credit_available_threshold", "EmergencyCreditThreshold", cat_d_money),
       METHOD(2, "set_amount_to_value", "ResetEmergencyCreditBalance", zero_balance),
       METHOD(3, "invoke_credit", "SelectEmergencyCredit", cat_d_unused));
OBJECT(accumulated_debt, 112, (0, 0, 19, 10, 2, 255), "AccumulatedDebtRegister", ON_ESME,
       METHOD(2, "set_amount_to_value", "ResetAccumulatedDebtRegister", zero_balance));

STRUCT(balances, OF("MeterBalance", cat_d_money), OF("EmergencyCreditBalance", cat_d_money),
       OF("AccumulatedDebtRegister", cat_d_money), OF("TimeDebtRegister1", cat_d_money),
       OF("TimeDebtRegister2", cat_d_money), OF("PaymentDebtRegister", cat_d_money));
DATA(prepayment_balances, (0, 0, 94, 44, 34, 30), "PrepaymentBalances", ON_ESME, balances);
PROTECTED_READ_OF(prepayment_balances_protected, (0, 0, 43, 2, 1, 255), "PrepaymentBalances", 1,
                  (0, 0, 94, 44, 34, 30), cat_d_whole_attribute, balances);

/* --- debts: class 113 --- */

#define TIME_DEBT(number)                                                                                    \
    OBJECT(time_debt_##number, 113, (0, 0, 19, 20, number, 255), "TimeDebt" #number, ON_ESME,                \
           ATTRIBUTE(5, "unit_charge_active", "DebtRecoveryRate" #number, cat_d_plain_charge),               \
           ATTRIBUTE(6, "unit_charge_passive", "DebtRecoveryRate" #number "Next", cat_d_plain_charge),       \
           ATTRIBUTE(8, "period", "DebtRecoveryRate" #number "Period", cat_d_seconds),                       \
           METHOD(2, "activate_passive_unit_charge", "ActivateDebtRecoveryRate" #number, cat_d_unused),      \
           METHOD(4, "update_total_amount_remaining", "AdjustTimeDebtRegister" #number, cat_d_money))

TIME_DEBT(1);
TIME_DEBT(2);
OBJECT(payment_debt, 113, (0, 0, 19, 20, 3, 255), "PaymentDebt", ON_ESME,
       ATTRIBUTE(13, "proportion", "DebtRecoveryPerPayment", cat_d_percent),
       METHOD(4, "update_total_amount_remaining", "AdjustPaymentDebtRegister", cat_d_money));

/* --- top-up: class 115 --- */

TEXT(utrn, 20, 20);
OBJECT(token_gateway, 115, (0, 0, 19, 40, 0, 255), "PrepaymentCredit", ON_ESME,
       METHOD(1, "enter", "AddCredit", utrn));

/* --- values that wait for their time: class 9000 --- */

OBJECT(maximum_credit_threshold, 9000, (0, 0, 94, 44, 2, 10), "MaximumCreditThreshold", ON_ESME,
       VALUE_ACTIVE("MaximumCreditThreshold", cat_d_money),
       VALUE_PASSIVE("MaximumCreditThreshold", cat_d_money), ACTIVATION("MaximumCreditThreshold"));
OBJECT(maximum_meter_balance, 9000, (0, 0, 94, 44, 2, 20), "MaxMeterBalance", ON_ESME,
       VALUE_ACTIVE("MaxMeterBalance", cat_d_money), VALUE_PASSIVE("MaxMeterBalance", cat_d_money),
       ACTIVATION("MaxMeterBalance"));

#define NEXT(symbol, last, text, of)                                                                         \
    OBJECT(symbol, 9000, (0, 0, 94, 44, 128, last), text, ON_ESME, VALUE_PASSIVE(text, of), ACTIVATION(text))

NEXT(emergency_credit_limit_next, 2, "EmergencyCreditLimit", cat_d_money);
NEXT(emergency_credit_threshold_next, 3, "EmergencyCreditThreshold", cat_d_money);
NEXT(low_credit_threshold_next, 9, "LowCreditThreshold", cat_d_money);
NEXT(debt_recovery_rate_cap_next, 12, "DebtRecoveryRateCap", rate_cap);
NEXT(debt_recovery_rate_cap_period_next, 13, "DebtRecoveryRateCapPeriod", rate_cap_period);
NEXT(disablement_threshold_next, 22, "DisablementThreshold", cat_d_money);

ARRAY(disablement_thresholds, "Threshold", cat_d_money, 1, 1);
OBJECT(disablement_threshold, 21, (0, 0, 16, 0, 1, 255), "DisablementThreshold", ON_ESME,
       ATTRIBUTE(2, "thresholds", "DisablementThreshold", disablement_thresholds));
