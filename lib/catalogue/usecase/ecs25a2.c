/* ECS25a2: Set Event Behaviours - ESME audible alarm - Supplier. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(supplier_alarms, 2)},
};

const cat_use_case cat_uc_ECS25a2 = {
    .name = "ECS25a2",
    .title = "Set Event Behaviours - ESME audible alarm - Supplier",
    .message_code = 0x00eb,
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
