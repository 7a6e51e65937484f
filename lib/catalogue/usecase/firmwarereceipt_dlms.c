/* FirmwareReceipt-DLMS: Firmware Distribution Receipt Alert (ESME). */
#include "usecase/dlms_internal.h"

static const uint16_t codes[] = {0x8f1c, 0x8f72};

OCTETS(hash, 32, 32);
STRUCT(body, OF("ManufacturerImageHash", hash));
static const cat_field alert = OF("FirmwareReceipt", body);

const cat_use_case cat_uc_FirmwareReceipt_DLMS = {
    .name = "FirmwareReceipt-DLMS",
    .title = "Firmware Distribution Receipt Alert (ESME)",
    .message_code = 0x00ce,
    .format = CAT_FORMAT_DLMS,
    .critical = true,
    .devices = CAT_DEVICE_ESME,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_SIGNATURE,
    .alert = {.body = &alert},
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
