/* CS02bTransCoSByTransCoS: Update Security Credentials (transCoSByTransCoS). */
#include "usecase/asn1_internal.h"

const cat_use_case cat_uc_CS02bTransCoSByTransCoS = {
    .name = "CS02bTransCoSByTransCoS",
    .title = "Update Security Credentials (transCoSByTransCoS)",
    .message_code = 0x0106,
    .format = CAT_FORMAT_ASN1,
    .critical = true,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_CHF | CAT_DEVICE_GPF | CAT_DEVICE_SAPC |
               CAT_DEVICE_PPMID | CAT_DEVICE_HCALCS,
    .roles = CAT_ROLE_TRANSITIONAL_COS,
    .replay_protected = CAT_YES,
    .future_dated = CAT_YES,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .response_date_time = true,
    .command = BODY(cat_a_update_credentials_command),
    .response = BODY(cat_a_update_credentials_response),
    .provenance = CAT_VERIFIED,
    .notes = "Mode 6.",
};
