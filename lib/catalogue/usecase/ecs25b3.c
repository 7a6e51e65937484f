/* ECS25b3: Set Event Behaviours - ESME logging - Network Operator. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(network_logging, 2)},
};

const cat_use_case cat_uc_ECS25b3 = {
    .name = "ECS25b3",
    .title = "Set Event Behaviours - ESME logging - Network Operator",
    .message_code = 0x00ed,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_NETWORK_OPERATOR,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
