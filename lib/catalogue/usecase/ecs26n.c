/* ECS26n: Read CHF Configuration Data Device Information (CH identity and type). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(model_type, 2)},
    {GET(manufacturer_identifier, 2)},
};

const cat_use_case cat_uc_ECS26n = {
    .name = "ECS26n",
    .title = "Read CHF Configuration Data Device Information (CH identity and type)",
    .message_code = 0x00fa,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_CHF,
    .roles = CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
