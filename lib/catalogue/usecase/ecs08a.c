/* ECS08a: Update Prepayment Configuration on ESME. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(non_disablement_special_days_next, 2)},
    {SET(maximum_meter_balance, 4)},
    {SET(maximum_credit_threshold, 4)},
    {SET(non_disablement_calendar_next, 2)},
    {SET(debt_recovery_rate_cap_next, 4)},
    {SET(debt_recovery_rate_cap_period_next, 4)},
    {SET(low_credit_threshold_next, 4)},
    {SET(emergency_credit_limit_next, 4)},
    {ACTIVATE(non_disablement_special_days_activation, 6)},
    {SET(emergency_credit_threshold_next, 4)},
    {ACTIVATE(maximum_meter_balance, 6)},
    {ACTIVATE(maximum_credit_threshold, 6)},
    {ACTIVATE(debt_recovery_rate_cap_next, 6)},
    {ACTIVATE(debt_recovery_rate_cap_period_next, 6)},
    {ACTIVATE(low_credit_threshold_next, 6)},
    {ACTIVATE(emergency_credit_limit_next, 6)},
    {ACTIVATE(emergency_credit_threshold_next, 6)},
    {ACTIVATE(non_disablement_calendar_activation, 6)},
};

const cat_use_case cat_uc_ECS08a = {
    .name = "ECS08a",
    .title = "Update Prepayment Configuration on ESME",
    .message_code = 0x00de,
    .format = CAT_FORMAT_DLMS,
    .critical = true,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_YES,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .response_date_time = true,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
