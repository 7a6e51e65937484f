/* CCS05: Read CHF device log / check HAN communications. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(device_log, 4)},
};

const cat_use_case cat_uc_CCS05 = {
    .name = "CCS05",
    .title = "Read CHF device log / check HAN communications",
    .message_code = 0x0004,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_CHF,
    .roles = CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .superseded_by = "CCS06",
    .provenance = CAT_VERIFIED,
    .notes = "Messages call it CCS05 or CCS04. The code is answered as CCS06 is.",
};
