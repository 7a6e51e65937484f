/* CS06: Activate Firmware. */
#include "usecase/asn1_internal.h"

SEQUENCE(activate, FIELD("ManufacturerImageHash", cat_a_hash),
         {.name = "OriginatorCounter", .type = &cat_a_seq_number, .mirror = CAT_MIRROR_COUNTER},
         OPTIONAL_FIELD("ExecutionDateTime", cat_a_time));
static const cat_field command = FIELD("ActivateFirmware", activate);

/* Stored or cancelled: NULL; executed: the outcome. */
CHOICE(answer, FIELD("CommandAccepted", cat_a_null), FIELD("ExecutionOutcome", cat_a_activation_outcome));
static const cat_field response = FIELD("ActivateFirmwareResponse", answer);

const cat_use_case cat_uc_CS06 = {
    .name = "CS06",
    .title = "Activate Firmware",
    .message_code = 0x0012,
    .format = CAT_FORMAT_ASN1,
    .critical = true,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_SAPC,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_YES,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .response_date_time = true,
    .command = BODY(command),
    .response = BODY(response),
    .provenance = CAT_VERIFIED,
};
