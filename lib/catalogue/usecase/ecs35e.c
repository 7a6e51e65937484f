/* ECS35e: Read ESME Power Event Log. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET_ENTRIES(power_event_log, 2)},
};

const cat_use_case cat_uc_ECS35e = {
    .name = "ECS35e",
    .title = "Read ESME Power Event Log",
    .message_code = 0x00b9,
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
