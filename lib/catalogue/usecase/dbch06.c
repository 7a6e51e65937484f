/* DBCH06: Limited Duty Cycle Action Taken Sub GHz Alert. */
#include "usecase/dlms_internal.h"

static const uint16_t codes[] = {0x8f20, 0x8f21, 0x8f22, 0x8f23, 0x8f24, 0x8f25};

STRUCT(body, OF("EntityIdentifier", cat_d_eui64));
static const cat_field alert = OF("LimitedDutyCycleAction", body);

const cat_use_case cat_uc_DBCH06 = {
    .name = "DBCH06",
    .title = "Limited Duty Cycle Action Taken Sub GHz Alert",
    .message_code = 0x0110,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_CHF,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_MAC,
    .alert = {.body = &alert},
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
