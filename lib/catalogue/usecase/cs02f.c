/* CS02f: Provide Security Credential Details (incl. load controller). */
#include "usecase/asn1_internal.h"

const cat_use_case cat_uc_CS02f = {
    .name = "CS02f",
    .title = "Provide Security Credential Details (incl. load controller)",
    .message_code = 0x011b,
    .format = CAT_FORMAT_ASN1,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_SAPC,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_ACB | CAT_ROLE_RECOVERY |
             CAT_ROLE_TRANSITIONAL_COS | CAT_ROLE_WAN_PROVIDER | CAT_ROLE_LOAD_CONTROLLER,
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
