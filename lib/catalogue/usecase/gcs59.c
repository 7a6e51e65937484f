/* GCS59: Restore GPF Device Log. */
#include "usecase/asn1_internal.h"

SEQUENCE(device_log, FIELD("DeviceLogEntries", cat_a_entries));
static const cat_field command = FIELD("RestoreGPFDeviceLog", device_log);

SEQUENCE(restored, FIELD("DeviceLogEntry", cat_a_entry), FIELD("JoinResponseCode", cat_a_join_code));
SEQUENCE_OF(outcomes, "RestoreOutcome", restored);
SEQUENCE(restore, FIELD("RestoreOutcomes", outcomes));
static const cat_field response = FIELD("RestoreGPFDeviceLogResponse", restore);

const cat_use_case cat_uc_GCS59 = {
    .name = "GCS59",
    .title = "Restore GPF Device Log",
    .message_code = 0x008c,
    .format = CAT_FORMAT_ASN1,
    .devices = CAT_DEVICE_GPF,
    .roles = CAT_ROLE_ACB,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = BODY(command),
    .response = BODY(response),
    .provenance = CAT_VERIFIED,
};
