/* ECS35g: Read Auxiliary Controller Event Log. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET_ENTRIES(auxiliary_controller_event_log, 2)},
};

const cat_use_case cat_uc_ECS35g = {
    .name = "ECS35g",
    .title = "Read Auxiliary Controller Event Log",
    .message_code = 0x00fd,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_SAPC,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_LOAD_CONTROLLER,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
