/* ECS27: Read ESME Load Limit Data. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(load_limit_supply_state, 2)},
    {GET(load_limit_counter, 2)},
    {GET(load_limit_counter, 3)},
    {GET(load_limit, 4)},
    {GET(load_limit, 6)},
    {GET(load_limit, 7)},
};

const cat_use_case cat_uc_ECS27 = {
    .name = "ECS27",
    .title = "Read ESME Load Limit Data",
    .message_code = 0x0042,
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
