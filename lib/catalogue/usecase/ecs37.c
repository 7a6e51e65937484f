/* ECS37: Set Maximum Demand Configurable Time Period. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(maximum_demand_period, 2)},
};

const cat_use_case cat_uc_ECS37 = {
    .name = "ECS37",
    .title = "Set Maximum Demand Configurable Time Period",
    .message_code = 0x004a,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_NETWORK_OPERATOR,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
    .notes = "Entries start and stop the period; in a command their indices are 0 and 1.",
};
