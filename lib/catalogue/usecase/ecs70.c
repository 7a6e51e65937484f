/* ECS70: Set Clock on ESME. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(clock, 9)}, {ACTION(clock, 5)}, {ACTION(clock, 4)}, {GET(clock, 2)}, {GET(clock, 4)},
};

const cat_use_case cat_uc_ECS70 = {
    .name = "ECS70",
    .title = "Set Clock on ESME",
    .message_code = 0x0062,
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
    .notes = "The time itself is not sent: the device takes it from the hub, if it lies in the range.",
};
