/* ECS26j: Read ESME configuration (Payment Mode). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(account, 2)},
};

const cat_use_case cat_uc_ECS26j = {
    .name = "ECS26j",
    .title = "Read ESME configuration (Payment Mode)",
    .message_code = 0x00be,
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
