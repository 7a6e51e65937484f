/* ECS03: Set ESME Payment Mode to Prepayment. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(account_next, 2)},       {SET(disablement_threshold_next, 4)},
    {SET(account_next, 11)},      {ACTIVATE(disablement_threshold_next, 6)},
    {ACTIVATE(account_next, 13)},
};

const cat_use_case cat_uc_ECS03 = {
    .name = "ECS03",
    .title = "Set ESME Payment Mode to Prepayment",
    .message_code = 0x001b,
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
