/* CS02e: Provide Device Certificates from Device. */
#include "usecase/asn1_internal.h"

SEQUENCE(key_usage, FIELD("KeyUsage", cat_a_key_usage));
static const cat_field command = FIELD("ProvideDeviceCertificate", key_usage);

CODES(code, {1, "invalidKeyUsage"}, {2, "noCertificateHeld"}, {3, "certificateRetrievalFailure"});
CHOICE(answer, FIELD("DeviceCertificate", cat_a_certificate),
       FIELD("ProvideDeviceCertificateResponseCode", code));
static const cat_field response = FIELD("ProvideDeviceCertificateResponse", answer);

const cat_use_case cat_uc_CS02e = {
    .name = "CS02e",
    .title = "Provide Device Certificates from Device",
    .message_code = 0x000c,
    .format = CAT_FORMAT_ASN1,
    .critical = true,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_CHF | CAT_DEVICE_GPF | CAT_DEVICE_SAPC |
               CAT_DEVICE_PPMID | CAT_DEVICE_HCALCS,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .command = BODY(command),
    .response = BODY(response),
    .provenance = CAT_VERIFIED,
};
