/* ECS45: Read Status of Load Switch in the ESME. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {{GET(supply_state, 3)}};

const cat_use_case cat_uc_ECS45 = {
    .name = "ECS45",
    .title = "Read Status of Load Switch in the ESME",
    .message_code = 0x0052,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
