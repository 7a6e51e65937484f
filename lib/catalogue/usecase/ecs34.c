/* ECS34: Set Instantaneous Power Threshold Configuration. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(power_thresholds, 2)},
};

const cat_use_case cat_uc_ECS34 = {
    .name = "ECS34",
    .title = "Set Instantaneous Power Threshold Configuration",
    .message_code = 0x0047,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
