/* ECS28b: Set Load Limit Configuration Counter Reset. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {ACTION(load_limit_counter, 1)},
};

const cat_use_case cat_uc_ECS28b = {
    .name = "ECS28b",
    .title = "Set Load Limit Configuration Counter Reset",
    .message_code = 0x0044,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
