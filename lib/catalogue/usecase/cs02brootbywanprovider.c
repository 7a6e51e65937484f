/* CS02bRootByWanProvider: Update Security Credentials (rootByWanProvider). */
#include "usecase/asn1_internal.h"

const cat_use_case cat_uc_CS02bRootByWanProvider = {
    .name = "CS02bRootByWanProvider",
    .title = "Update Security Credentials (rootByWanProvider)",
    .message_code = 0x0101,
    .format = CAT_FORMAT_ASN1,
    .critical = true,
    .devices = CAT_DEVICE_CHF,
    .roles = CAT_ROLE_WAN_PROVIDER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_YES,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .response_date_time = true,
    .command = BODY(cat_a_update_credentials_command),
    .response = BODY(cat_a_update_credentials_response),
    .provenance = CAT_UNVERIFIED,
    .notes = "Mode 1.",
};
