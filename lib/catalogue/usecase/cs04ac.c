/* CS04AC: Method A or C Unjoin. */
#include "usecase/asn1_internal.h"

const cat_use_case cat_uc_CS04AC = {
    .name = "CS04AC",
    .title = "Method A or C Unjoin",
    .message_code = 0x000f,
    .format = CAT_FORMAT_ASN1,
    .critical = true,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_PPMID | CAT_DEVICE_HCALCS,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .command = BODY(cat_a_unjoin_command),
    .response = BODY(cat_a_unjoin_response),
    .provenance = CAT_VERIFIED,
    .notes = "Signed by the supplier or by the ACB.",
};
