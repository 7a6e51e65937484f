/* ECS26m: Read ESME configuration (identity, type and supply tamper state). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(meter_variant, 2)},
    {GET(model_type, 2)},
    {GET(manufacturer_identifier, 2)},
    {GET(supply_tamper_state, 2)},
};

const cat_use_case cat_uc_ECS26m = {
    .name = "ECS26m",
    .title = "Read ESME configuration (identity, type and supply tamper state)",
    .message_code = 0x00f9,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
