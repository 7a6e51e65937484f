/* DBCH05: Request CHF Sub GHz Channel Scan. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(sub_ghz_channel_scan, 2)},
};

const cat_use_case cat_uc_DBCH05 = {
    .name = "DBCH05",
    .title = "Request CHF Sub GHz Channel Scan",
    .message_code = 0x010e,
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
