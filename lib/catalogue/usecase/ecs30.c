/* ECS30: Set Billing Calendar on the ESME. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(billing_calendar, 4)},
};

const cat_use_case cat_uc_ECS30 = {
    .name = "ECS30",
    .title = "Set Billing Calendar on the ESME",
    .message_code = 0x0046,
    .format = CAT_FORMAT_DLMS,
    .critical = true,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .command = ITEMS(items),
    .superseded_by = "ECS30a",
    .provenance = CAT_VERIFIED,
};
