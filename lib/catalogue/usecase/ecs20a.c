/* ECS20a: Read ESME Billing Data Log (payment based debt payments). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET_ENTRIES(payment_based_debt_payments, 2)},
};

const cat_use_case cat_uc_ECS20a = {
    .name = "ECS20a",
    .title = "Read ESME Billing Data Log (payment based debt payments)",
    .message_code = 0x002e,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
