/* ECS26a: Read ESME Configuration Data Prepayment. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(time_debt_1, 5)},
    {GET(non_disablement_special_days, 2)},
    {GET(time_debt_1, 8)},
    {GET(time_debt_1, 5)},
    {GET(time_debt_2, 5)},
    {GET(time_debt_2, 8)},
    {GET(time_debt_2, 5)},
    {GET(payment_debt, 13)},
    {GET(maximum_credit_threshold, 2)},
    {GET(disablement_threshold, 2)},
    {GET(maximum_meter_balance, 2)},
    {GET(account, 16)},
    {GET(account, 18)},
    {GET(account, 19)},
    {GET(emergency_credit, 9)},
    {GET(emergency_credit, 10)},
    {GET(non_disablement_calendar, 2)},
    {GET(account, 11)},
};

const cat_use_case cat_uc_ECS26a = {
    .name = "ECS26a",
    .title = "Read ESME Configuration Data Prepayment",
    .message_code = 0x003b,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
    .notes = "Recovery rates of both debts are asked for twice, and answered twice.",
};
