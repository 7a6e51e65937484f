/* ECS18b: Read Maximum Demand Registers (import). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(maximum_demand_configurable_import_last_reset, 2)},
    {GET(maximum_demand_import_last_reset, 2)},
    {GET(maximum_demand_import, 2)},
    {GET(maximum_demand_import, 3)},
    {GET(maximum_demand_import, 5)},
    {GET(maximum_demand_configurable_import, 2)},
    {GET(maximum_demand_configurable_import, 3)},
    {GET(maximum_demand_configurable_import, 5)},
    {GET(maximum_demand_period, 2)},
};

const cat_use_case cat_uc_ECS18b = {
    .name = "ECS18b",
    .title = "Read Maximum Demand Registers (import)",
    .message_code = 0x002c,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .response_date_time = true,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
