/* ECS26f: Read ESME configuration (instantaneous power thresholds). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(power_thresholds, 2)},
};

const cat_use_case cat_uc_ECS26f = {
    .name = "ECS26f",
    .title = "Read ESME configuration (instantaneous power thresholds)",
    .message_code = 0x0040,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
