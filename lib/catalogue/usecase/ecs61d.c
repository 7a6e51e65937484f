/* ECS61d: Read Auxiliary Controller Configuration Data. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(auxiliary_controller_1_description, 2)},
    {GET(auxiliary_controller_2_description, 2)},
    {GET(auxiliary_controller_3_description, 2)},
    {GET(auxiliary_controller_4_description, 2)},
    {GET(auxiliary_controller_5_description, 2)},
    {GET(auxiliary_special_days, 2)},
    {GET(auxiliary_calendar, 2)},
};

const cat_use_case cat_uc_ECS61d = {
    .name = "ECS61d",
    .title = "Read Auxiliary Controller Configuration Data",
    .message_code = 0x011c,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_SAPC,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_ACB | CAT_ROLE_LOAD_CONTROLLER,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
