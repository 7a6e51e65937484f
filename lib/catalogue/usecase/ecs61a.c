/* ECS61a: Read HC ALCS and ALCS Data from ESME. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(auxiliary_controller_1_description, 2)},
    {GET(auxiliary_controller_2_description, 2)},
    {GET(auxiliary_controller_3_description, 2)},
    {GET(auxiliary_controller_4_description, 2)},
    {GET(auxiliary_controller_5_description, 2)},
    {GET(auxiliary_controller_1_type, 2)},
    {GET(auxiliary_controller_2_type, 2)},
    {GET(auxiliary_controller_3_type, 2)},
    {GET(auxiliary_controller_4_type, 2)},
    {GET(auxiliary_controller_5_type, 2)},
    {GET(auxiliary_special_days, 2)},
    {GET(auxiliary_calendar, 2)},
    {GET(load_switch_1, 2)},
    {GET(load_switch_2, 2)},
    {GET(load_switch_3, 2)},
    {GET(load_switch_4, 2)},
    {GET(load_switch_5, 2)},
};

const cat_use_case cat_uc_ECS61a = {
    .name = "ECS61a",
    .title = "Read HC ALCS and ALCS Data from ESME",
    .message_code = 0x00bb,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .superseded_by = "ECS61d",
    .provenance = CAT_VERIFIED,
};
