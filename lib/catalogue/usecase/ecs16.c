/* ECS16: Write Supplier Contact Details on ESME. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(supplier_telephone, 2)},
    {SET(supplier_name, 2)},
};

const cat_use_case cat_uc_ECS16 = {
    .name = "ECS16",
    .title = "Write Supplier Contact Details on ESME",
    .message_code = 0x0025,
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
