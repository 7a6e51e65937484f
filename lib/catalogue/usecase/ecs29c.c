/* ECS29c: Set Voltage Configurations on ESME without counter reset. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(under_voltage_threshold_1, 2)},
    {SET(over_voltage_threshold_1, 2)},
    {SET(voltage_profile_1, 4)},
    {SET(extreme_over_voltage, 4)},
    {SET(extreme_over_voltage, 6)},
    {SET(extreme_under_voltage, 4)},
    {SET(extreme_under_voltage, 6)},
    {SET(voltage_sag, 4)},
    {SET(voltage_sag, 6)},
    {SET(voltage_swell, 4)},
    {SET(voltage_swell, 6)},
};

const cat_use_case cat_uc_ECS29c = {
    .name = "ECS29c",
    .title = "Set Voltage Configurations on ESME without counter reset",
    .message_code = 0x00d1,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_NETWORK_OPERATOR,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
