/* ECS26d: Read ESME configuration (Billing Calendar). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(billing_calendar, 4)},
};

const cat_use_case cat_uc_ECS26d = {
    .name = "ECS26d",
    .title = "Read ESME configuration (Billing Calendar)",
    .message_code = 0x003e,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .superseded_by = "ECS26l",
    .provenance = CAT_VERIFIED,
};
