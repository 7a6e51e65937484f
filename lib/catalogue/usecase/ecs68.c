/* ECS68: ESME Critical Sensitive Alert (Billing Data Log). */
#include "usecase/dlms_internal.h"

static const uint16_t codes[] = {0x8f0a};

STRUCT(body, OF("ProtectionParameters", cat_d_protection_parameters),
       OF("ProtectedAttributes", cat_d_billing_alert));
static const cat_field alert = OF("BillingDataLog", body);

const cat_use_case cat_uc_ECS68 = {
    .name = "ECS68",
    .title = "ESME Critical Sensitive Alert (Billing Data Log)",
    .message_code = 0x0061,
    .format = CAT_FORMAT_DLMS,
    .critical = true,
    .devices = CAT_DEVICE_ESME,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_SIGNATURE,
    .sensitive = true,
    .alert = {.body = &alert},
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
