/* CCS03: Restore CHF Device Log. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {ACTION(device_log, 5)},
};

const cat_use_case cat_uc_CCS03 = {
    .name = "CCS03",
    .title = "Restore CHF Device Log",
    .message_code = 0x0003,
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
