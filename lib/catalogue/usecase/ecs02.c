/* ECS02: Set ESME Payment Mode to Credit. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(account_next, 2)},
    {SET(account_next, 11)},
    {ACTIVATE(account_next, 13)},
};

const cat_use_case cat_uc_ECS02 = {
    .name = "ECS02",
    .title = "Set ESME Payment Mode to Credit",
    .message_code = 0x001a,
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
