/* CCS07: Read CHF Device Logs. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {ACTION(device_log, 4)},
    {ACTION(historic_device_log, 4)},
};

const cat_use_case cat_uc_CCS07 = {
    .name = "CCS07",
    .title = "Read CHF Device Logs",
    .message_code = 0x00fe,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_CHF,
    .roles = CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
    .notes = "The second log holds the devices that were removed.",
};
