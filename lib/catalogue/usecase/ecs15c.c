/* ECS15c: Clear Auxiliary Controller Event Log. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {ACTION(auxiliary_controller_event_log, 1)},
};

const cat_use_case cat_uc_ECS15c = {
    .name = "ECS15c",
    .title = "Clear Auxiliary Controller Event Log",
    .message_code = 0x00c1,
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
