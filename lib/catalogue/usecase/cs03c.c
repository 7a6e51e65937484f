/* CS03C: Method C Join. */
#include "usecase/asn1_internal.h"

const cat_use_case cat_uc_CS03C = {
    .name = "CS03C",
    .title = "Method C Join",
    .message_code = 0x00af,
    .format = CAT_FORMAT_ASN1,
    .critical = true,
    .devices = CAT_DEVICE_GSME | CAT_DEVICE_PPMID,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .command = BODY(cat_a_join_command),
    .response = BODY(cat_a_join_response),
    .provenance = CAT_VERIFIED,
    .notes = "Carries the other device key agreement certificate. Signed by the supplier or by the ACB.",
};
