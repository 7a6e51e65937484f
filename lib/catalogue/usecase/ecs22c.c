/* ECS22c: Read Electricity Half Hour Profile Data (reactive import). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET_ENTRIES(profile_reactive_import, 2)},
};

const cat_use_case cat_uc_ECS22c = {
    .name = "ECS22c",
    .title = "Read Electricity Half Hour Profile Data (reactive import)",
    .message_code = 0x0038,
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
