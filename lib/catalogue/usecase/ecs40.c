/* ECS40: Read MPAN Value on the ESME. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(import_mpan, 2)},
    {GET(export_mpan, 2)},
};

const cat_use_case cat_uc_ECS40 = {
    .name = "ECS40",
    .title = "Read MPAN Value on the ESME",
    .message_code = 0x004e,
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
