/* CS02c: Issue Security Credentials. */
#include "usecase/asn1_internal.h"

SEQUENCE(key_usage, FIELD("KeyUsage", cat_a_key_usage));
static const cat_field command = FIELD("IssueSecurityCredentials", key_usage);

static const cat_type request = {.kind = CAT_A_ANY};
CODES(code, {1, "invalidKeyUsage"}, {2, "keyPairGenerationFailed"}, {3, "crProductionFailed"});
CHOICE(answer, FIELD("CertificationRequest", request), FIELD("IssueCredentialsResponseCode", code));
static const cat_field response = FIELD("IssueSecurityCredentialsResponse", answer);

const cat_use_case cat_uc_CS02c = {
    .name = "CS02c",
    .title = "Issue Security Credentials",
    .message_code = 0x000a,
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
    .notes = "Makes a key pair and answers with a PKCS#10 request: empty subject, key usage, hardware module "
             "name.",
};
