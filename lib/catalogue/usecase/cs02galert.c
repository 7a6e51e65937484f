/* CS02gAlert: Future Dated Update Load Controller Security Credentials Alert. */
#include "usecase/asn1_internal.h"

static const uint16_t codes[] = {0x8f66, 0x8f67};

const cat_use_case cat_uc_CS02gAlert = {
    .name = "CS02gAlert",
    .title = "Future Dated Update Load Controller Security Credentials Alert",
    .message_code = 0x0124,
    .format = CAT_FORMAT_ASN1,
    .critical = true,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_SAPC,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_SIGNATURE,
    .alert = BODY(cat_a_update_credentials_alert),
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
    .notes = "To the party that sent the command.",
};
