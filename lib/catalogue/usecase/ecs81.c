/* ECS81: Set Supply Tamper State on ESME. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(supply_tamper_state, 2)},
};

const cat_use_case cat_uc_ECS81 = {
    .name = "ECS81",
    .title = "Set Supply Tamper State on ESME",
    .message_code = 0x0068,
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
