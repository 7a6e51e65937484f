/* ECS28a: Set Load Limit Configurations - General Settings. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(load_limit_supply_state, 4)},      {SET(load_limit_power_threshold_next, 4)},
    {SET(load_limit_period_next, 4)},       {SET(load_limit_restoration_period_next, 4)},
    {ACTIVATE(load_limit_supply_state, 6)}, {ACTIVATE(load_limit_power_threshold_next, 6)},
    {ACTIVATE(load_limit_period_next, 6)},  {ACTIVATE(load_limit_restoration_period_next, 6)},
};

const cat_use_case cat_uc_ECS28a = {
    .name = "ECS28a",
    .title = "Set Load Limit Configurations - General Settings",
    .message_code = 0x0043,
    .format = CAT_FORMAT_DLMS,
    .critical = true,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_YES,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .response_date_time = true,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
