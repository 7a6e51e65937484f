/* ECS46d: Set Auxiliary Controller Calendar. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(auxiliary_special_days_next, 2)},
    {SET(auxiliary_calendar_next, 2)},
    {ACTIVATE(auxiliary_calendar_activation, 6)},
    {ACTIVATE(auxiliary_special_days_activation, 6)},
};

const cat_use_case cat_uc_ECS46d = {
    .name = "ECS46d",
    .title = "Set Auxiliary Controller Calendar",
    .message_code = 0x011a,
    .format = CAT_FORMAT_DLMS,
    .critical = true,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_SAPC,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_YES,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .response_date_time = true,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
