/* CS02bAnyByContingency: Update Security Credentials (anyByContingency). */
#include "usecase/asn1_internal.h"

const cat_use_case cat_uc_CS02bAnyByContingency = {
    .name = "CS02bAnyByContingency",
    .title = "Update Security Credentials (anyByContingency)",
    .message_code = 0x0109,
    .format = CAT_FORMAT_ASN1,
    .critical = true,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_CHF | CAT_DEVICE_GPF | CAT_DEVICE_SAPC |
               CAT_DEVICE_PPMID | CAT_DEVICE_HCALCS,
    .roles = CAT_ROLE_RECOVERY,
    .replay_protected = CAT_YES,
    .future_dated = CAT_YES,
    .command_protection = BY_SIGNATURE,
    .response_protection = BY_SIGNATURE,
    .response_date_time = true,
    .command = BODY(cat_a_update_credentials_command),
    .response = BODY(cat_a_update_credentials_response),
    .provenance = CAT_SOURCED,
    .notes =
        "Mode 9. Carries the symmetric key that opens the contingency public key; no cell authorises it.",
};
