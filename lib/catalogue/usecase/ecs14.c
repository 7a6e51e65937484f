/* ECS14: Disable Privacy PIN Protection on ESME. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(disable_privacy_pin, 2)},
};

const cat_use_case cat_uc_ECS14 = {
    .name = "ECS14",
    .title = "Disable Privacy PIN Protection on ESME",
    .message_code = 0x0023,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
    .notes = "Writing the empty string is the command.",
};
