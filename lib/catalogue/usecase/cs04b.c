/* CS04B: Method B Unjoin. */
#include "usecase/asn1_internal.h"

const cat_use_case cat_uc_CS04B = {
    .name = "CS04B",
    .title = "Method B Unjoin",
    .message_code = 0x0010,
    .format = CAT_FORMAT_ASN1,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = BODY(cat_a_unjoin_command),
    .response = BODY(cat_a_unjoin_response),
    .provenance = CAT_VERIFIED,
};
