/* ECS61e: Read Auxiliary Controller Operational Data. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(auxiliary_controller_1_type, 2)},  {GET(auxiliary_controller_2_type, 2)},
    {GET(auxiliary_controller_3_type, 2)},  {GET(auxiliary_controller_4_type, 2)},
    {GET(auxiliary_controller_5_type, 2)},  {GET(auxiliary_controller_1_state, 2)},
    {GET(auxiliary_controller_2_state, 2)}, {GET(auxiliary_controller_3_state, 2)},
    {GET(auxiliary_controller_4_state, 2)}, {GET(auxiliary_controller_5_state, 2)},
};

const cat_use_case cat_uc_ECS61e = {
    .name = "ECS61e",
    .title = "Read Auxiliary Controller Operational Data",
    .message_code = 0x011d,
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
