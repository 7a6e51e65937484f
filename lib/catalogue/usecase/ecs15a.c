/* ECS15a: Clear ESME Event Log. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {ACTION(event_log, 1)},
};

const cat_use_case cat_uc_ECS15a = {
    .name = "ECS15a",
    .title = "Clear ESME Event Log",
    .message_code = 0x0024,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
