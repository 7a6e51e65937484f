/* ECS25a3: Set Event Behaviours - ESME logging - Supplier. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(supplier_logging, 2)},
};

const cat_use_case cat_uc_ECS25a3 = {
    .name = "ECS25a3",
    .title = "Set Event Behaviours - ESME logging - Supplier",
    .message_code = 0x00ec,
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
