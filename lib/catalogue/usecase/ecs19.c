/* ECS19: Read ESME Prepayment Registers. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {ACTION(prepayment_balances_protected, 1)},
};

const cat_use_case cat_uc_ECS19 = {
    .name = "ECS19",
    .title = "Read ESME Prepayment Registers",
    .message_code = 0x002d,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .response_date_time = true,
    .sensitive = true,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
