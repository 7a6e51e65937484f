/* ECS25r1: Read non-critical event and alert behaviours - ESME- Supplier. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(supplier_alert_settings, 2)},
    {GET(supplier_sharing_settings, 2)},
    {GET(supplier_alarm_settings, 2)},
    {GET(supplier_logging_settings, 2)},
};

const cat_use_case cat_uc_ECS25r1 = {
    .name = "ECS25r1",
    .title = "Read non-critical event and alert behaviours - ESME- Supplier",
    .message_code = 0x00ee,
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
