/* ECS17c: Read ESME Energy Registers (Power). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(power_import, 2)},
};

const cat_use_case cat_uc_ECS17c = {
    .name = "ECS17c",
    .title = "Read ESME Energy Registers (Power)",
    .message_code = 0x0028,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .response_date_time = true,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
