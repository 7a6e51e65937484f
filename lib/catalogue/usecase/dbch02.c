/* DBCH02: Read CHF Sub GHz Channel Log. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET_ENTRIES(sub_ghz_channel_log, 2)},
};

const cat_use_case cat_uc_DBCH02 = {
    .name = "DBCH02",
    .title = "Read CHF Sub GHz Channel Log",
    .message_code = 0x010b,
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
