/* ECS62: Set ALCS/APC and Boost Function Association. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(boost_function_control_1, 2)}, {SET(boost_function_control_2, 2)},
    {SET(boost_function_control_3, 2)}, {SET(boost_function_control_4, 2)},
    {SET(boost_function_control_5, 2)},
};

const cat_use_case cat_uc_ECS62 = {
    .name = "ECS62",
    .title = "Set ALCS/APC and Boost Function Association",
    .message_code = 0x005f,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
