/* ECS29a: Set Voltage Configurations on ESME. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(voltage_profile_1, 4)},
    {SET(extreme_over_voltage, 4)},
    {SET(extreme_over_voltage, 6)},
    {SET(extreme_under_voltage, 4)},
    {SET(extreme_under_voltage, 6)},
    {SET(voltage_sag, 4)},
    {SET(voltage_sag, 6)},
    {SET(voltage_swell, 4)},
    {SET(voltage_swell, 6)},
    {SET(over_voltage_threshold_1, 2)},
    {SET(under_voltage_threshold_1, 2)},
    {ACTION(under_voltage_counter_1, 1)},
    {ACTION(over_voltage_counter_1, 1)},
};

const cat_use_case cat_uc_ECS29a = {
    .name = "ECS29a",
    .title = "Set Voltage Configurations on ESME",
    .message_code = 0x0045,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_NETWORK_OPERATOR,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
    .notes = "In the order of the message thresholds of phase 1 stand behind the RMS limits; ECS29c has "
             "them in front.",
};
