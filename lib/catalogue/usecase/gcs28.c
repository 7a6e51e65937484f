/* GCS28: Set Clock on GSME. */
#include "usecase/asn1_internal.h"

SEQUENCE(validity, FIELD("ValidityIntervalStart", cat_a_time), FIELD("ValidityIntervalEnd", cat_a_time));
static const cat_field command = FIELD("SetTime", validity);

CODES(status, {0, "reliable"}, {1, "invalid"}, {2, "unreliable"});
SEQUENCE(clock, FIELD("DeviceTime", cat_a_time), FIELD("DeviceTimeStatus", status));
static const cat_field response = FIELD("SetTimeResponse", clock);

const cat_use_case cat_uc_GCS28 = {
    .name = "GCS28",
    .title = "Set Clock on GSME",
    .message_code = 0x007f,
    .format = CAT_FORMAT_ASN1,
    .critical = true,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .command = BODY(command),
    .response = BODY(response),
    .provenance = CAT_VERIFIED,
    .notes = "The device takes the time of the Communications Hub if it lies within the interval.",
};
