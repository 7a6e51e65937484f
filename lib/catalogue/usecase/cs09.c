/* CS09: PPMID Firmware Activation Alert. */
#include "usecase/asn1_internal.h"

static const uint16_t codes[] = {0x8f8b};

CODES(result, {0, "success"}, {1, "failure"});
SEQUENCE(activation, FIELD("AlertCode", cat_a_alert_code), FIELD("TimeStamp", cat_a_time),
         FIELD("FirmwareVersion", cat_a_firmware), FIELD("ActivateImageResponseCode", result));
static const cat_field alert = FIELD("FirmwareActivationAlert", activation);

const cat_use_case cat_uc_CS09 = {
    .name = "CS09",
    .title = "PPMID Firmware Activation Alert",
    .message_code = 0x012b,
    .format = CAT_FORMAT_ASN1,
    .critical = true,
    .devices = CAT_DEVICE_PPMID,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_SIGNATURE,
    .alert = BODY(alert),
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
