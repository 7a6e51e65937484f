/* ECS52: Read ESME/SAPC/Comms Hub Firmware Version. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {{GET(firmware_version, 2)}};

const cat_use_case cat_uc_ECS52 = {
    .name = "ECS52",
    .title = "Read ESME/SAPC/Comms Hub Firmware Version",
    .message_code = 0x0059,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_SAPC | CAT_DEVICE_CHF,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
