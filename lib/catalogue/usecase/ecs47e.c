/* ECS47e: Limit APC [n] Level. */
#include "usecase/dlms_internal.h"

#define SET_PERIOD(number)                                                                                   \
    {SET(limit_period_start_##number, 2), .optional = true},                                                 \
    {                                                                                                        \
        SET(limit_period_end_##number, 2), .optional = true                                                  \
    }

static const cat_item items[] = {
    SET_PERIOD(1), SET_PERIOD(2), SET_PERIOD(3), SET_PERIOD(4), SET_PERIOD(5), {ACTION(limit_scripts, 1)},
};

const cat_use_case cat_uc_ECS47e = {
    .name = "ECS47e",
    .title = "Limit APC [n] Level",
    .message_code = 0x011f,
    .format = CAT_FORMAT_DLMS,
    .critical = true,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_SAPC,
    .roles = CAT_ROLE_LOAD_CONTROLLER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
    .notes = "Only the period of the controller that the script names is set.",
};
