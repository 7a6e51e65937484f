/* GCS15b: Read GSME Billing Data Log (change of mode / tariff triggered). */
#include "usecase/gbz_internal.h"

static const cat_constant from_log[] = {FIXED("SnapshotCause", 0x6008), COUNTING("SnapshotOffset")};

static const cat_component command[] = {
    {ASK(PREPAYMENT, get_prepay_snapshot), TIMES(12, 12), FIXED_BY(from_log)},
    {ASK(METERING, get_snapshot), TIMES(12, 12), FIXED_BY(from_log)},
};

static const cat_component response[] = {
    {ANSWER(PREPAYMENT, publish_prepay_snapshot), TIMES(0, 12), .encrypted = true},
    {ANSWER(METERING, publish_snapshot), TIMES(0, 12), .encrypted = true},
};

const cat_use_case cat_uc_GCS15b = {
    .name = "GCS15b",
    .title = "Read GSME Billing Data Log (change of mode / tariff triggered)",
    .message_code = 0x00c3,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .sensitive = true,
    .command = COMPONENTS(command),
    .response = COMPONENTS(response),
    .provenance = CAT_VERIFIED,
    .notes = "Offsets count the snapshots in the range; those beyond the last are answered NOT_FOUND.",
};
