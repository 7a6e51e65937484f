/* CS14: Device Addition To / Removal From HAN Whitelist Alerts. */
#include "usecase/dlms_internal.h"

static const uint16_t codes[] = {0x8f12};

STRUCT(body, OF("DeviceLogBackup", cat_d_device_log_backup));
static const cat_field alert = OF("DeviceLogChanged", body);

const cat_use_case cat_uc_CS14 = {
    .name = "CS14",
    .title = "Device Addition To / Removal From HAN Whitelist Alerts",
    .message_code = 0x0018,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_CHF,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_MAC,
    .alert = {.body = &alert},
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
