/* CS03A2: Method A Join (non Meter). */
#include "usecase/asn1_internal.h"

const cat_use_case cat_uc_CS03A2 = {
    .name = "CS03A2",
    .title = "Method A Join (non Meter)",
    .message_code = 0x00ab,
    .format = CAT_FORMAT_ASN1,
    .critical = true,
    .devices = CAT_DEVICE_PPMID | CAT_DEVICE_HCALCS,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .command = BODY(cat_a_join_command),
    .response = BODY(cat_a_join_response),
    .provenance = CAT_VERIFIED,
    .notes = "Signed by the supplier, or by the ACB for a device without supplier cell.",
};
