/* ECS46c: Set HC ALCS and ALCS configuration in ESME (excluding labels). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(auxiliary_controller_1_type, 2), .optional = true},
    {SET(auxiliary_controller_2_type, 2), .optional = true},
    {SET(auxiliary_controller_3_type, 2), .optional = true},
    {SET(auxiliary_controller_4_type, 2), .optional = true},
    {SET(auxiliary_controller_5_type, 2), .optional = true},
    {SET(auxiliary_special_days_next, 2)},
    {SET(auxiliary_calendar_next, 2)},
    {ACTIVATE(auxiliary_calendar_activation, 6)},
    {ACTIVATE(auxiliary_special_days_activation, 6)},
};

const cat_use_case cat_uc_ECS46c = {
    .name = "ECS46c",
    .title = "Set HC ALCS and ALCS configuration in ESME (excluding labels)",
    .message_code = 0x0054,
    .format = CAT_FORMAT_DLMS,
    .critical = true,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_YES,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .response_date_time = true,
    .command = ITEMS(items),
    .superseded_by = "ECS46d",
    .provenance = CAT_VERIFIED,
    .notes = "Controllers whose type stays are left out.",
};
