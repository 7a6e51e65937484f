/* CS03A1: Method A Join (Meter). */
#include "usecase/asn1_internal.h"

const cat_use_case cat_uc_CS03A1 = {
    .name = "CS03A1",
    .title = "Method A Join (Meter)",
    .message_code = 0x000d,
    .format = CAT_FORMAT_ASN1,
    .critical = true,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .command = BODY(cat_a_join_command),
    .response = BODY(cat_a_join_response),
    .provenance = CAT_VERIFIED,
    .notes = "The meter is the initiator, or the responder, of key establishment with a device that has "
             "credentials.",
};
