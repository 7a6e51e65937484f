/* ECS26i: Read Configuration Data Device Information (CHF identity). */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(entity_identifier, 2)},
    {GET(model_type, 2)},
    {GET(manufacturer_identifier, 2)},
};

const cat_use_case cat_uc_ECS26i = {
    .name = "ECS26i",
    .title = "Read Configuration Data Device Information (CHF identity)",
    .message_code = 0x0092,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_CHF,
    .roles = CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .superseded_by = "ECS26n",
    .provenance = CAT_VERIFIED,
};
