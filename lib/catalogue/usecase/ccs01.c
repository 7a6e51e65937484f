/* CCS01: Add Device to CHF device log. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {ACTION(device_log, 1)},
    {SET(device_log, 3)},
    {SET(device_log, 2)},
};

const cat_use_case cat_uc_CCS01 = {
    .name = "CCS01",
    .title = "Add Device to CHF device log",
    .message_code = 0x0001,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_CHF,
    .roles = CAT_ROLE_ACB,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
    .notes = "Joining stays allowed for the time set, at most 3600 s.",
};
