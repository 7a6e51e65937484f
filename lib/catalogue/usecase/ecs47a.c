/* ECS47a: Set Auxiliary Controller [n] State. */
#include "usecase/dlms_internal.h"

#define SET_PERIOD(number)                                                                                   \
    {SET(setting_period_start_##number, 2), .optional = true},                                               \
    {                                                                                                        \
        SET(setting_period_end_##number, 2), .optional = true                                                \
    }

static const cat_item items[] = {
    SET_PERIOD(1), SET_PERIOD(2), SET_PERIOD(3),
    SET_PERIOD(4), SET_PERIOD(5), {ACTION(controller_scripts, 1)},
};

const cat_use_case cat_uc_ECS47a = {
    .name = "ECS47a",
    .title = "Set Auxiliary Controller [n] State",
    .message_code = 0x011e,
    .format = CAT_FORMAT_DLMS,
    .critical = true,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_SAPC,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
    .notes = "Only the period of the controller that the script names is set.",
};
