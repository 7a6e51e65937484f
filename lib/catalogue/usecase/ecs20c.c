/* ECS20c: Read ESME Billing Data Log (billing calendar triggered exc export). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {ACTION(billing_calendar_protected, 1)},
};

const cat_use_case cat_uc_ECS20c = {
    .name = "ECS20c",
    .title = "Read ESME Billing Data Log (billing calendar triggered exc export)",
    .message_code = 0x0030,
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
    .notes = "One read of two logs: registers and balances.",
};
