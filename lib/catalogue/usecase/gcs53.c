/* GCS53: Push Billing Data Log as an Alert. */
#include "usecase/gbz_internal.h"

static const uint16_t codes[] = {0x8f0a};
static const cat_component alert[] = {
    {ANSWER(METERING, publish_snapshot), .encrypted = true},
};

const cat_use_case cat_uc_GCS53 = {
    .name = "GCS53",
    .title = "Push Billing Data Log as an Alert",
    .message_code = 0x008b,
    .format = CAT_FORMAT_GBZ,
    .critical = true,
    .devices = CAT_DEVICE_GSME,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_SIGNATURE,
    .sensitive = true,
    .alert = COMPONENTS(alert),
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
