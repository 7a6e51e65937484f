/* ECS26e: Read ESME configuration (device identity exc MPAN). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(entity_identifier, 2)},       {GET(meter_variant, 2)},       {GET(model_type, 2)},
    {GET(manufacturer_identifier, 2)}, {GET(supply_tamper_state, 2)},
};

const cat_use_case cat_uc_ECS26e = {
    .name = "ECS26e",
    .title = "Read ESME configuration (device identity exc MPAN)",
    .message_code = 0x003f,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .superseded_by = "ECS26m",
    .provenance = CAT_VERIFIED,
};
