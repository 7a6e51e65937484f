/* ECS23b: Read Voltage Operational Data -3 Phase. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(under_voltage_counter_1, 2)}, {GET(under_voltage_counter_1, 3)},   {GET(over_voltage_counter_1, 2)},
    {GET(over_voltage_counter_1, 3)},  {GET_ENTRIES(voltage_profile_1, 2)}, {GET(voltage_profile_1, 4)},
    {GET(under_voltage_counter_2, 2)}, {GET(under_voltage_counter_2, 3)},   {GET(over_voltage_counter_2, 2)},
    {GET(over_voltage_counter_2, 3)},  {GET_ENTRIES(voltage_profile_2, 2)}, {GET(voltage_profile_2, 4)},
    {GET(under_voltage_counter_3, 2)}, {GET(under_voltage_counter_3, 3)},   {GET(over_voltage_counter_3, 2)},
    {GET(over_voltage_counter_3, 3)},  {GET_ENTRIES(voltage_profile_3, 2)}, {GET(voltage_profile_3, 4)},
};

const cat_use_case cat_uc_ECS23b = {
    .name = "ECS23b",
    .title = "Read Voltage Operational Data -3 Phase",
    .message_code = 0x00bc,
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
