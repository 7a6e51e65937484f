/* ECS12: Set Change of Tenancy date on ESME. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(restrict_data, 2)},
};

const cat_use_case cat_uc_ECS12 = {
    .name = "ECS12",
    .title = "Set Change of Tenancy date on ESME",
    .message_code = 0x0022,
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
