/* ECS07: Manage Debt on the ESME. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(time_debt_1, 6)},    {SET(time_debt_2, 6)},    {SET(payment_debt, 13)},  {SET(time_debt_1, 8)},
    {SET(time_debt_2, 8)},    {ACTION(time_debt_1, 2)}, {ACTION(time_debt_2, 2)}, {ACTION(payment_debt, 4)},
    {ACTION(time_debt_1, 4)}, {ACTION(time_debt_2, 4)},
};

const cat_use_case cat_uc_ECS07 = {
    .name = "ECS07",
    .title = "Manage Debt on the ESME",
    .message_code = 0x001e,
    .format = CAT_FORMAT_DLMS,
    .critical = true,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
