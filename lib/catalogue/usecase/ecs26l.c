/* ECS26l: Read ESME configuration (Billing Calendar - all periodicities). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(billing_calendar, 4)},
};

const cat_use_case cat_uc_ECS26l = {
    .name = "ECS26l",
    .title = "Read ESME configuration (Billing Calendar - all periodicities)",
    .message_code = 0x00d9,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
