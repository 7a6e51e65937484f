/* ECS18a: Read Maximum Demand Registers (export). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(maximum_demand_export_last_reset, 2)},
    {GET(maximum_demand_export, 2)},
    {GET(maximum_demand_export, 3)},
    {GET(maximum_demand_export, 5)},
};

const cat_use_case cat_uc_ECS18a = {
    .name = "ECS18a",
    .title = "Read Maximum Demand Registers (export)",
    .message_code = 0x002b,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .response_date_time = true,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
