/* ECS66: Read ESME Daily Consumption Log. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {ACTION(daily_consumption_log_protected, 1)},
};

const cat_use_case cat_uc_ECS66 = {
    .name = "ECS66",
    .title = "Read ESME Daily Consumption Log",
    .message_code = 0x0060,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .sensitive = true,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
