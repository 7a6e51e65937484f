/* ECS39b: Set Export MPAN Value on the ESME. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(export_mpan, 2)},
};

const cat_use_case cat_uc_ECS39b = {
    .name = "ECS39b",
    .title = "Set Export MPAN Value on the ESME",
    .message_code = 0x004d,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_ACB,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
