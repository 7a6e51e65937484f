/* DBCH11: No More Sub GHz Device Capacity Sub GHz Alert. */
#include "usecase/dlms_internal.h"

static const uint16_t codes[] = {0x8f2d};

STRUCT(body, OF("EntityIdentifier", cat_d_eui64));
static const cat_field alert = OF("NoMoreSubGHzDeviceCapacity", body);

const cat_use_case cat_uc_DBCH11 = {
    .name = "DBCH11",
    .title = "No More Sub GHz Device Capacity Sub GHz Alert",
    .message_code = 0x0115,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_CHF,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_MAC,
    .alert = {.body = &alert},
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
