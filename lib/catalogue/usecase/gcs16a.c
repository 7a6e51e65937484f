/* GCS16a: Read GSME Daily Read log(s). */
#include "usecase/gbz_internal.h"

static const cat_constant from_log[] = {FIXED("SnapshotCause", 1), COUNTING("SnapshotOffset")};

static const cat_component command[] = {
    {ASK(METERING, get_snapshot), TIMES(31, 31), FIXED_BY(from_log)},
};

static const cat_component response[] = {
    {ANSWER(METERING, publish_snapshot), TIMES(0, 31), .encrypted = true},
};

const cat_use_case cat_uc_GCS16a = {
    .name = "GCS16a",
    .title = "Read GSME Daily Read log(s)",
    .message_code = 0x0077,
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
