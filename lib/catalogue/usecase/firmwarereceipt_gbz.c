/* FirmwareReceipt-GBZ: Firmware Distribution Receipt Alert (GSME). */
#include "usecase/gbz_internal.h"

static const uint16_t codes[] = {0x8f1c, 0x8f72};

/* The hash is a COSEM octet string: tag 09, length 32. */
static const cat_type tag_and_length = {
    .kind = CAT_B_UINT, .size = 2, .view = CAT_VIEW_HEX, .has_fixed_value = true, .fixed_value = 0x0920};
static const cat_type hash = {.kind = CAT_B_RAW, .min = 32, .max = 32};
static const cat_field fields[] = {{.name = "TagAndLength", .type = &tag_and_length},
                                   {.name = "ManufacturerImageHash", .type = &hash}};
static const cat_type body = {.kind = CAT_B_STRUCT, .fields = fields, .n_fields = ALB_COUNT(fields)};
static const cat_field alert = {.name = "FirmwareReceipt", .type = &body};

const cat_use_case cat_uc_FirmwareReceipt_GBZ = {
    .name = "FirmwareReceipt-GBZ",
    .title = "Firmware Distribution Receipt Alert (GSME)",
    .message_code = 0x00cf,
    .format = CAT_FORMAT_GBZ,
    .critical = true,
    .devices = CAT_DEVICE_GSME,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_SIGNATURE,
    .alert = {.body = &alert},
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
