/* MIIWA-DLMS: Meter Integrity Issue Warning Alert - ESME. */
#include "usecase/dlms_internal.h"

static const uint16_t codes[] = {0x81a0};

static const cat_field fields[] = {OF("Reason", cat_b_meter_integrity_issue)};
PACKED(reason, 2, fields);
STRUCT(body, OF("MeterIntegrityIssue", reason));
static const cat_field alert = OF("MeterIntegrityIssueWarning", body);

const cat_use_case cat_uc_MIIWA_DLMS = {
    .name = "MIIWA-DLMS",
    .title = "Meter Integrity Issue Warning Alert - ESME",
    .message_code = 0x00f0,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_MAC,
    .alert = {.body = &alert},
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
