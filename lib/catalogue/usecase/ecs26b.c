/* ECS26b: Read ESME Configuration Voltage Data. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(extreme_over_voltage, 4)},
    {GET(extreme_over_voltage, 6)},
    {GET(extreme_under_voltage, 4)},
    {GET(extreme_under_voltage, 6)},
    {GET(voltage_sag, 4)},
    {GET(voltage_sag, 6)},
    {GET(voltage_swell, 4)},
    {GET(voltage_swell, 6)},
    {GET(over_voltage_threshold_1, 2)},
    {GET(under_voltage_threshold_1, 2)},
};

const cat_use_case cat_uc_ECS26b = {
    .name = "ECS26b",
    .title = "Read ESME Configuration Voltage Data",
    .message_code = 0x003c,
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
