/* DBCH03: Read CHF Sub GHz Configuration. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(sub_ghz_configuration, 2)},
};

const cat_use_case cat_uc_DBCH03 = {
    .name = "DBCH03",
    .title = "Read CHF Sub GHz Configuration",
    .message_code = 0x010c,
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
