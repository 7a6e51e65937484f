/* CCS08: Firmware Transfer Alert. */
#include "usecase/asn1_internal.h"

static const uint16_t codes[] = {0x8f89, 0x8f8a};

CODES(result, {0, "success"}, {1, "imageDiscarded"}, {2, "hardwareVersionMismatch"}, {3, "transferFailure"});
SEQUENCE(transfer, FIELD("AlertCode", cat_a_alert_code), FIELD("TimeStamp", cat_a_time),
         FIELD("DeviceId", cat_a_entity), FIELD("FirmwareVersion", cat_a_firmware),
         FIELD("TransferImageResponseCode", result));
static const cat_field alert = FIELD("FirmwareTransferAlert", transfer);

const cat_use_case cat_uc_CCS08 = {
    .name = "CCS08",
    .title = "Firmware Transfer Alert",
    .message_code = 0x0128,
    .format = CAT_FORMAT_ASN1,
    .critical = true,
    .devices = CAT_DEVICE_CHF,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_SIGNATURE,
    .alert = BODY(alert),
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
