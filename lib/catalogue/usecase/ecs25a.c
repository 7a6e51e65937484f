/* ECS25a: Set Alert Behaviours - ESME - Supplier. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(supplier_alerts, 2)},
};

const cat_use_case cat_uc_ECS25a = {
    .name = "ECS25a",
    .title = "Set Alert Behaviours - ESME - Supplier",
    .message_code = 0x00ac,
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
