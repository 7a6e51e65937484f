/* CCS06: Read CHF device log and check HAN communications. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(device_log, 4)},
};

const cat_use_case cat_uc_CCS06 = {
    .name = "CCS06",
    .title = "Read CHF device log and check HAN communications",
    .message_code = 0x010f,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_CHF,
    .roles = CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
