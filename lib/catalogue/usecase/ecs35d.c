/* ECS35d: Read CHF Security Log. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET_ENTRIES(security_log, 2)},
};

const cat_use_case cat_uc_ECS35d = {
    .name = "ECS35d",
    .title = "Read CHF Security Log",
    .message_code = 0x0094,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_CHF,
    .roles = CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
