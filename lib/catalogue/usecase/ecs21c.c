/* ECS21c: Read Electricity Daily Read Log (export only). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET_ENTRIES(daily_read_log_export, 2)},
};

const cat_use_case cat_uc_ECS21c = {
    .name = "ECS21c",
    .title = "Read Electricity Daily Read Log (export only)",
    .message_code = 0x0035,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
