/* ECS22a: Read Electricity Half Hour Profile Data (export). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET_ENTRIES(profile_export, 2)},
};

const cat_use_case cat_uc_ECS22a = {
    .name = "ECS22a",
    .title = "Read Electricity Half Hour Profile Data (export)",
    .message_code = 0x0036,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
