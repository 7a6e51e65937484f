/* ECS09: Activate Emergency Credit Remotely on ESME. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {ACTION(emergency_credit, 3)},
};

const cat_use_case cat_uc_ECS09 = {
    .name = "ECS09",
    .title = "Activate Emergency Credit Remotely on ESME",
    .message_code = 0x0020,
    .format = CAT_FORMAT_DLMS,
    .critical = true,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
