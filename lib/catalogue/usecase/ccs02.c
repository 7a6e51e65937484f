/* CCS02: Remove device from CHF device log. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {ACTION(device_log, 2)},
};

const cat_use_case cat_uc_CCS02 = {
    .name = "CCS02",
    .title = "Remove device from CHF device log",
    .message_code = 0x0002,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_CHF,
    .roles = CAT_ROLE_ACB,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
