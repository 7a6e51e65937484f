/* ECS26k: Read ESME Configuration Voltage Data - 3 phase. */
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
    {GET(under_voltage_threshold_2, 2)},
    {GET(over_voltage_threshold_2, 2)},
    {GET(under_voltage_threshold_3, 2)},
    {GET(over_voltage_threshold_3, 2)},
};

const cat_use_case cat_uc_ECS26k = {
    .name = "ECS26k",
    .title = "Read ESME Configuration Voltage Data - 3 phase",
    .message_code = 0x00c6,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
    .notes = "The order is over, under in phase 1 and under, over in phases 2 and 3.",
};
