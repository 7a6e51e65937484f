/* ECS38: Update Randomised Offset Limit. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(randomised_offset_limit, 2)},
};

const cat_use_case cat_uc_ECS38 = {
    .name = "ECS38",
    .title = "Update Randomised Offset Limit",
    .message_code = 0x004b,
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
