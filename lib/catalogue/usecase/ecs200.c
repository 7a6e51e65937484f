/* ECS200: Operational Update. */
#include "usecase/dlms_internal.h"

static const uint16_t codes[] = {0x8f88};

/* A JSON object with outputState, inputState and other-data. */
static const cat_type state = {.kind = CAT_D_UTF8};
STRUCT(body, OF("StateAndAssociatedInformation", state));
static const cat_field alert = OF("OperationalUpdate", body);

const cat_use_case cat_uc_ECS200 = {
    .name = "ECS200",
    .title = "Operational Update",
    .message_code = 0x0123,
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
