/* ECS22b: Read Electricity Half Hour Profile Data (active import). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {ACTION(profile_active_import_protected, 1)},
};

const cat_use_case cat_uc_ECS22b = {
    .name = "ECS22b",
    .title = "Read Electricity Half Hour Profile Data (active import)",
    .message_code = 0x0037,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .sensitive = true,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
