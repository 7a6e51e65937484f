/* CS02bAlert: Future Dated Update Security Credentials Alert. */
#include "usecase/asn1_internal.h"

static const uint16_t codes[] = {0x8f66, 0x8f67};

const cat_use_case cat_uc_CS02bAlert = {
    .name = "CS02bAlert",
    .title = "Future Dated Update Security Credentials Alert",
    .message_code = 0x00cb,
    .format = CAT_FORMAT_ASN1,
    .critical = true,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_CHF | CAT_DEVICE_GPF | CAT_DEVICE_SAPC |
               CAT_DEVICE_PPMID | CAT_DEVICE_HCALCS,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_SIGNATURE,
    .alert = BODY(cat_a_update_credentials_alert),
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
    .notes = "To the party that sent the command.",
};
