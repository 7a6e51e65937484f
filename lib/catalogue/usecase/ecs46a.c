/* ECS46a: Set Auxiliary Controller Descriptions. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(auxiliary_controller_1_description, 2), .optional = true},
    {SET(auxiliary_controller_2_description, 2), .optional = true},
    {SET(auxiliary_controller_3_description, 2), .optional = true},
    {SET(auxiliary_controller_4_description, 2), .optional = true},
    {SET(auxiliary_controller_5_description, 2), .optional = true},
};

const cat_use_case cat_uc_ECS46a = {
    .name = "ECS46a",
    .title = "Set Auxiliary Controller Descriptions",
    .message_code = 0x0053,
    .format = CAT_FORMAT_DLMS,
    .critical = true,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_SAPC,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
    .notes = "Controllers whose description stays are left out.",
};
