/* ECS100: Command not supported by Device. */
#include "usecase/dlms_internal.h"

static const uint16_t codes[] = {0x8f85};

static const cat_field fields[] = {OF("MessageCode", cat_b_message_code), OF("OriginatorCounter", cat_b_u64)};
PACKED(command, 10, fields);
STRUCT(body, OF("Command", command));
static const cat_field alert = OF("CommandNotSupported", body);

const cat_use_case cat_uc_ECS100 = {
    .name = "ECS100",
    .title = "Command not supported by Device",
    .message_code = 0x0120,
    .format = CAT_FORMAT_DLMS,
    .critical = true,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_SAPC,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_SIGNATURE,
    .alert = {.body = &alert},
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
