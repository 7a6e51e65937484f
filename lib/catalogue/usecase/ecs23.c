/* ECS23: Read Voltage Operational Data. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(under_voltage_counter_1, 2)}, {GET(under_voltage_counter_1, 3)},   {GET(over_voltage_counter_1, 2)},
    {GET(over_voltage_counter_1, 3)},  {GET_ENTRIES(voltage_profile_1, 2)}, {GET(voltage_profile_1, 4)},
};

const cat_use_case cat_uc_ECS23 = {
    .name = "ECS23",
    .title = "Read Voltage Operational Data",
    .message_code = 0x0039,
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
