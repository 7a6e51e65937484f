/* CS06Alert: Future Dated Firmware Activation Alert. */
#include "usecase/asn1_internal.h"

static const uint16_t codes[] = {0x8f66, 0x8f67};

SEQUENCE(outcome, FIELD("AlertCode", cat_a_alert_code), FIELD("TimeStamp", cat_a_time),
         FIELD("CommandOriginatorCounter", cat_a_seq_number),
         FIELD("ExecutionOutcome", cat_a_activation_outcome));
static const cat_field alert = FIELD("ActivateFirmwareAlert", outcome);

const cat_use_case cat_uc_CS06Alert = {
    .name = "CS06Alert",
    .title = "Future Dated Firmware Activation Alert",
    .message_code = 0x00ca,
    .format = CAT_FORMAT_ASN1,
    .critical = true,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_SAPC,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_SIGNATURE,
    .alert = BODY(alert),
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
