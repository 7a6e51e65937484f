/* DBCH04: Set CHF Sub GHz Configuration. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(sub_ghz_configuration, 2)},
};

const cat_use_case cat_uc_DBCH04 = {
    .name = "DBCH04",
    .title = "Set CHF Sub GHz Configuration",
    .message_code = 0x010d,
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
