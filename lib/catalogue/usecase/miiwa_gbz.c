/* MIIWA-GBZ: Meter Integrity Issue Warning Alert - GSME. */
#include "usecase/gbz_internal.h"
#include "usecase/packed_internal.h"

static const uint16_t codes[] = {0x81a0};

static const cat_field alert = {.name = "MeterIntegrityIssue", .type = &cat_b_meter_integrity_issue};

const cat_use_case cat_uc_MIIWA_GBZ = {
    .name = "MIIWA-GBZ",
    .title = "Meter Integrity Issue Warning Alert - GSME",
    .message_code = 0x00f2,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_MAC,
    .alert = {.body = &alert},
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
