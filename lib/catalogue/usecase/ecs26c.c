/* ECS26c: Read ESME configuration (randomisation). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(randomised_offset, 2)},
    {GET(randomised_offset_number, 2)},
    {GET(randomised_offset_limit, 2)},
};

const cat_use_case cat_uc_ECS26c = {
    .name = "ECS26c",
    .title = "Read ESME configuration (randomisation)",
    .message_code = 0x003d,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
