/* ECS25a1: Set Event Behaviours - ESME to HAN Device - Supplier. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(supplier_sharing, 2)},
};

const cat_use_case cat_uc_ECS25a1 = {
    .name = "ECS25a1",
    .title = "Set Event Behaviours - ESME to HAN Device - Supplier",
    .message_code = 0x00ea,
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
