/* CS07: Read Device Join Details. */
#include "usecase/asn1_internal.h"

static const cat_field command = FIELD("ReadDeviceJoinDetails", cat_a_null);

CODES(code, {0, "success"}, {1, "readFailure"});
SEQUENCE(details, FIELD("ReadLogResponseCode", code), OPTIONAL_FIELD("DeviceLogEntries", cat_a_entries));
static const cat_field response = FIELD("ReadDeviceJoinDetailsResponse", details);

const cat_use_case cat_uc_CS07 = {
    .name = "CS07",
    .title = "Read Device Join Details",
    .message_code = 0x0013,
    .format = CAT_FORMAT_ASN1,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF | CAT_DEVICE_PPMID | CAT_DEVICE_HCALCS,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = BODY(command),
    .response = BODY(response),
    .provenance = CAT_VERIFIED,
};
