/* CS02a: Provide Security Credentials Details. */
#include "usecase/asn1_internal.h"

const cat_use_case cat_uc_CS02a = {
    .name = "CS02a",
    .title = "Provide Security Credentials Details",
    .message_code = 0x0008,
    .format = CAT_FORMAT_ASN1,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_CHF | CAT_DEVICE_GPF | CAT_DEVICE_SAPC |
               CAT_DEVICE_PPMID | CAT_DEVICE_HCALCS,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_ACB | CAT_ROLE_RECOVERY |
             CAT_ROLE_TRANSITIONAL_COS | CAT_ROLE_WAN_PROVIDER,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .command_protection = BY_BOTH,
    .response_protection = BY_BOTH,
    .command = BODY(cat_a_provide_credentials_command),
    .response = BODY(cat_a_provide_credentials_response),
    .provenance = CAT_VERIFIED,
    .notes = "Authorised by the ACB key agreement cell in the MAC form, by the digital signature cell of the "
             "asker in the signature form; answered in the form it was asked.",
};
