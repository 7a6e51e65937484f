/* ECS61c: Read Boost Function Data. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(boost_function_availability, 2)}, {GET_ENTRIES(boost_function_event_log, 2)},
    {GET(boost_function_control_1, 2)},    {GET(boost_function_control_2, 2)},
    {GET(boost_function_control_3, 2)},    {GET(boost_function_control_4, 2)},
    {GET(boost_function_control_5, 2)},
};

const cat_use_case cat_uc_ECS61c = {
    .name = "ECS61c",
    .title = "Read Boost Function Data",
    .message_code = 0x005e,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
