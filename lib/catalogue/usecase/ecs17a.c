/* ECS17a: Read ESME Energy Registers (Export Energy). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(active_export, 2)},
    {GET(active_export, 3)},
    {GET(reactive_export, 2)},
    {GET(reactive_export, 3)},
};

const cat_use_case cat_uc_ECS17a = {
    .name = "ECS17a",
    .title = "Read ESME Energy Registers (Export Energy)",
    .message_code = 0x0026,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .response_date_time = true,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
