/* CS03B: Method B Join. */
#include "usecase/asn1_internal.h"

const cat_use_case cat_uc_CS03B = {
    .name = "CS03B",
    .title = "Method B Join",
    .message_code = 0x000e,
    .format = CAT_FORMAT_ASN1,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = BODY(cat_a_join_command),
    .response = BODY(cat_a_join_response),
    .provenance = CAT_VERIFIED,
    .notes = "For devices without credentials and the GPF.",
};
