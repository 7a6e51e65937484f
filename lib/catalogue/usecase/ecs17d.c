/* ECS17d: Read ESME Energy Register (TOU). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {ACTION(tou_registers_protected, 1)},
};

const cat_use_case cat_uc_ECS17d = {
    .name = "ECS17d",
    .title = "Read ESME Energy Register (TOU)",
    .message_code = 0x0029,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .response_date_time = true,
    .sensitive = true,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
