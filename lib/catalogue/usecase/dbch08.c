/* DBCH08: Sub GHz Channel Scan Request Assessment Outcome Sub GHz Alert. */
#include "usecase/dlms_internal.h"

static const uint16_t codes[] = {0x8f28};

OCTETS(octet, 1, 1);
STRUCT(assessment, OF("Requester", octet), OF("Outcome", octet));
STRUCT(body, OF("Assessment", assessment));
static const cat_field alert = OF("SubGHzChannelScanRequestAssessment", body);

const cat_use_case cat_uc_DBCH08 = {
    .name = "DBCH08",
    .title = "Sub GHz Channel Scan Request Assessment Outcome Sub GHz Alert",
    .message_code = 0x0112,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_CHF,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_MAC,
    .alert = {.body = &alert},
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
