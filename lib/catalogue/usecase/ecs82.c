/* ECS82: Read Meter Balance for ESME. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(meter_balance, 2)},
};

const cat_use_case cat_uc_ECS82 = {
    .name = "ECS82",
    .title = "Read Meter Balance for ESME",
    .message_code = 0x0069,
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
