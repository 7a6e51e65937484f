/* ECS04b: Reset Meter Balance on the ESME. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {ACTION(meter_balance, 2)},
    {ACTION(emergency_credit, 2)},
    {ACTION(accumulated_debt, 2)},
};

const cat_use_case cat_uc_ECS04b = {
    .name = "ECS04b",
    .title = "Reset Meter Balance on the ESME",
    .message_code = 0x00b3,
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
