/* GCS36: Send CIN to GSME. */
#include "usecase/gbz_internal.h"

static const cat_constant now[] = {FIXED("CINTime", 0), NO_PROVIDER};

static const cat_component command[] = {
    {PUBLISH(DEVICE_MANAGEMENT, update_cin), FIXED_BY(now)},
};

const cat_use_case cat_uc_GCS36 = {
    .name = "GCS36",
    .title = "Send CIN to GSME",
    .message_code = 0x0083,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_ACB,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = COMPONENTS(command),
    .provenance = CAT_VERIFIED,
};
