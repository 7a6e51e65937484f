/* ECS25b: Set Alert Behaviours - ESME - Network Operator. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(network_alerts, 2)},
};

const cat_use_case cat_uc_ECS25b = {
    .name = "ECS25b",
    .title = "Set Alert Behaviours - ESME - Network Operator",
    .message_code = 0x00b0,
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
