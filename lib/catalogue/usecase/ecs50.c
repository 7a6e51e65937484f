/* ECS50: Send CIN to ESME. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(customer_identification_number, 2)},
};

const cat_use_case cat_uc_ECS50 = {
    .name = "ECS50",
    .title = "Send CIN to ESME",
    .message_code = 0x0058,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_ACB,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
