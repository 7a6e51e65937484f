/* DBCH09: Sub GHz Configuration Changed Sub GHz Alert. */
#include "usecase/dlms_internal.h"

static const uint16_t codes[] = {0x8f2a};

STRUCT(body, OF("SubGHzConfigurationSettings", cat_d_sub_ghz_settings));
static const cat_field alert = OF("SubGHzConfigurationChanged", body);

const cat_use_case cat_uc_DBCH09 = {
    .name = "DBCH09",
    .title = "Sub GHz Configuration Changed Sub GHz Alert",
    .message_code = 0x0113,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_CHF,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_MAC,
    .alert = {.body = &alert},
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
