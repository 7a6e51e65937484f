/* ECS20b: Read ESME Billing Data Log (change of mode / tariff triggered exc export). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {ACTION(billing_on_change_protected, 1)},
};

const cat_use_case cat_uc_ECS20b = {
    .name = "ECS20b",
    .title = "Read ESME Billing Data Log (change of mode / tariff triggered exc export)",
    .message_code = 0x002f,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .sensitive = true,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
