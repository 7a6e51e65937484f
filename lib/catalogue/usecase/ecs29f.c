/* ECS29f: Reset RMS Voltage Counters on polyphase ESME. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {ACTION(under_voltage_counter_1, 1)}, {ACTION(over_voltage_counter_1, 1)},
    {ACTION(under_voltage_counter_2, 1)}, {ACTION(over_voltage_counter_2, 1)},
    {ACTION(under_voltage_counter_3, 1)}, {ACTION(over_voltage_counter_3, 1)},
};

const cat_use_case cat_uc_ECS29f = {
    .name = "ECS29f",
    .title = "Reset RMS Voltage Counters on polyphase ESME",
    .message_code = 0x00d4,
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
