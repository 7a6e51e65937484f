/* ECS25r2: Read non-critical event and alert behaviours - ESME- Network Operator. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(network_alert_settings, 2)},
    {GET(network_logging_settings, 2)},
};

const cat_use_case cat_uc_ECS25r2 = {
    .name = "ECS25r2",
    .title = "Read non-critical event and alert behaviours - ESME- Network Operator",
    .message_code = 0x00ef,
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
