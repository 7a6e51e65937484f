/* ECS20d: Read ESME Billing Data Log (prepayment credits). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET_ENTRIES(prepayment_credits, 2)},
};

const cat_use_case cat_uc_ECS20d = {
    .name = "ECS20d",
    .title = "Read ESME Billing Data Log (prepayment credits)",
    .message_code = 0x00c9,
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
