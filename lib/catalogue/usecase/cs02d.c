/* CS02d: Update Device Certificates on Device. */
#include "usecase/asn1_internal.h"

static const cat_field command = FIELD("DeviceCertificate", cat_a_certificate);

CODES(code, {0, "success"}, {1, "invalidCertificate"}, {2, "wrongDeviceIdentity"}, {3, "invalidKeyUsage"},
      {4, "noCorrespondingKeyPairGenerated"}, {5, "wrongPublicKey"}, {6, "certificateStorageFailed"},
      {7, "privateKeyChangeFailed"});
static const cat_field response = FIELD("UpdateDeviceCertificateResponseCode", code);

const cat_use_case cat_uc_CS02d = {
    .name = "CS02d",
    .title = "Update Device Certificates on Device",
    .message_code = 0x000b,
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
