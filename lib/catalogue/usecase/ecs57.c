/* ECS57: Reset ESME Maximum Demand Registers. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {ACTION(maximum_demand_import, 1), .optional = true},
    {ACTION(maximum_demand_configurable_import, 1), .optional = true},
    {ACTION(maximum_demand_export, 1), .optional = true},
};

const cat_use_case cat_uc_ECS57 = {
    .name = "ECS57",
    .title = "Reset ESME Maximum Demand Registers",
    .message_code = 0x005a,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_NETWORK_OPERATOR,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
    .notes = "Registers that are not reset are left out.",
};
