/* MIIWA-GBZ: Meter Integrity Issue Warning Alert - GSME. */
#include "usecase/gbz_internal.h"

static const uint16_t codes[] = {0x81a0};

static const cat_name reasons[] = {
    {0, "Other"},
    {1, "NonVolatileMemoryError"},
    {2, "ProgramExecutionError"},
    {3, "ProgramStorageError"},
    {4, "RAMError"},
    {5, "UnexpectedHardwareReset"},
    {6, "WatchdogError"},
    {7, "MetrologyFirmwareVerificationFailure"},
    {8, "MeasurementFault"},
    {9, "UnspecifiedOperationalIntegrityError"},
};
static const cat_type reason = {.kind = CAT_B_UINT, .size = 2, .names = {reasons, ALB_COUNT(reasons)}};
static const cat_field alert = {.name = "MeterIntegrityIssue", .type = &reason};

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
