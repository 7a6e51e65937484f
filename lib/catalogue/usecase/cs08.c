/* CS08: Read PPMID/HCALCS Firmware Version. */
#include "usecase/asn1_internal.h"

static const cat_field command = FIELD("ReadFirmwareVersion", cat_a_null);

/* On failure the version is 00000000. */
CODES(code, {0, "success"}, {1, "failure"});
SEQUENCE(version, FIELD("FirmwareVersion", cat_a_firmware), FIELD("ReadFirmwareVersionResponseCode", code));
static const cat_field response = FIELD("ReadFirmwareVersionResponse", version);

const cat_use_case cat_uc_CS08 = {
    .name = "CS08",
    .title = "Read PPMID/HCALCS Firmware Version",
    .message_code = 0x0129,
    .format = CAT_FORMAT_ASN1,
    .devices = CAT_DEVICE_PPMID | CAT_DEVICE_HCALCS,
    .roles = CAT_ROLE_ACB,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = BODY(command),
    .response = BODY(response),
    .provenance = CAT_VERIFIED,
};
