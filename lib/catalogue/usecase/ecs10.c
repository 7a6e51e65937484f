/* ECS10: Send Message to ESME. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(supplier_message, 2)},
};

const cat_use_case cat_uc_ECS10 = {
    .name = "ECS10",
    .title = "Send Message to ESME",
    .message_code = 0x0021,
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
